import { createHash } from 'node:crypto';
import type { Service } from './service.js';

export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

export interface UserExport {
  readonly lines: readonly Line[];
  readonly manifest: Line & { readonly counts: Readonly<Record<string, number>>; readonly sha256: string };
  readonly text: string;
}

/** The export of a user, whole: its manifest says what there is. */
export async function exportOf(service: Pick<Service, 'url'>, user: string, key?: string): Promise<UserExport> {
  const headers: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  const answer = await fetch(`${service.url}/users/${user}/export`, { headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status}: ${text}`);
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const manifest = lines.at(-1) as UserExport['manifest'];
  expect(manifest.type).toBe('manifest');
  const body = text.slice(0, text.trimEnd().lastIndexOf('\n') + 1);
  expect(manifest.sha256).toBe(createHash('sha256').update(body, 'utf8').digest('hex'));
  const counted: Record<string, number> = {};
  for (const { type } of lines.slice(0, -1)) counted[type] = (counted[type] ?? 0) + 1;
  expect(Object.fromEntries(Object.entries(manifest.counts).filter(([, count]) => count > 0))).toEqual(counted);
  return { lines: lines.slice(0, -1), manifest, text };
}
