import type { AiConfig } from '@helpdesk/ai';

/** What the environment says, read once, when a process starts. @throws Error with one line a mistake */
export class Settings implements AiConfig {
  readonly databaseUrl: string;
  readonly anthropicApiKey: string;
  readonly anthropicBaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** How long the worker waits before it looks for tickets again, in milliseconds. */
  readonly workerPollMs: number;

  constructor(env: NodeJS.ProcessEnv) {
    const problems: string[] = [];
    const number = (name: string, otherwise: number, most: number): number => {
      const value = Number(env[name] ?? otherwise);
      if (!Number.isInteger(value) || value < 0 || value > most)
        problems.push(`${name} has to be a number up to ${most}`);
      return value;
    };
    this.databaseUrl = databaseUrl(env);
    this.anthropicApiKey = env['ANTHROPIC_API_KEY'] ?? '';
    if (this.anthropicApiKey === '') problems.push('ANTHROPIC_API_KEY is missing');
    this.anthropicBaseUrl = env['ANTHROPIC_BASE_URL'];
    this.host = env['HOST'] ?? '127.0.0.1';
    this.port = number('PORT', 3000, 65_535);
    this.workerPollMs = number('WORKER_POLL_MS', 5_000, 3_600_000);
    if (problems.length > 0) throw new Error(`bad environment:\n  ${problems.join('\n  ')}`);
  }
}

/** For the commands that need nothing else. */
export function databaseUrl(env: NodeJS.ProcessEnv): string {
  return env['DATABASE_URL'] ?? 'sqlite:./data/helpdesk.db';
}
