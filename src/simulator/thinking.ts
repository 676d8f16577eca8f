import { createHash } from 'node:crypto';

import { resolveAlias } from './models.js';
import { type Block, type MessagesRequest, toBlocks } from './wire.js';

export const SIGNATURE_PREFIX = 'SimulatedClaude';

/** What a thinking block is bound to: the model that thought, and everything it had read. */
export interface Binding {
  readonly model: string;
  readonly prefix: string;
}

export function bindingOf(request: MessagesRequest): Binding {
  return { model: resolveAlias(request.model), prefix: prefixesOf(request).at(-1) ?? '' };
}

export function toThinkingBlock(thinking: string, binding: Binding): Block {
  return { type: 'thinking', thinking, signature: sign(thinking, binding) };
}

/** As with the real API, thinking that was edited on its way back no longer fits its signature. */
export function isSigned(thinking: string, signature: string): boolean {
  const binding = readBinding(signature);
  return binding !== undefined && signature === sign(thinking, binding);
}

/** What the signature says, or `undefined` where the simulator did not sign. */
export function readBinding(signature: string): Binding | undefined {
  const [name, model, prefix, digest] = signature.split(':');
  return name === SIGNATURE_PREFIX && model && prefix && digest ? { model, prefix } : undefined;
}

/**
 * For each message a digest of all that comes before it, and a last one of everything: system, tools, messages, but
 * neither marks nor what else a request sets ("Preserved thinking", platform.claude.com).
 */
export function prefixesOf({ system, tools, messages }: MessagesRequest): string[] {
  let digest = sha256(JSON.stringify([tools ?? [], toBlocks(system).map(withoutMark)]));
  const prefixes = [digest];
  for (const { role, content } of messages) {
    digest = sha256(JSON.stringify([digest, role, toBlocks(content).map(withoutMark)]));
    prefixes.push(digest);
  }
  return prefixes;
}

function withoutMark(block: Block): Block {
  return { ...block, cache_control: undefined };
}

function sign(thinking: string, { model, prefix }: Binding): string {
  return [SIGNATURE_PREFIX, model, prefix, sha256(`${model}\n${prefix}\n${thinking}`)].join(':');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
