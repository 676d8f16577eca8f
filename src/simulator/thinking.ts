import { createHash } from 'node:crypto';

import { resolveAlias } from './models.js';
import { type Block, type MessagesRequest, toBlocks } from './wire.js';

export const SIGNATURE_PREFIX = 'SimulatedClaude';

/** A thinking block is bound to the model that wrote it and to the prompt before it. */
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

/** Whether the thinking fits its signature. As with the real API, edited thinking does not. */
export function isSigned(thinking: string, signature: string): boolean {
  const binding = readBinding(signature);
  return binding !== undefined && signature === sign(thinking, binding);
}

/** Reads the binding from a signature; `undefined` if it is not a signature of the simulator. */
export function readBinding(signature: string): Binding | undefined {
  const [name, model, prefix, digest] = signature.split(':');
  return name === SIGNATURE_PREFIX && model && prefix && digest ? { model, prefix } : undefined;
}

/**
 * For each message a digest of everything before it, and then a digest of the whole prompt. Digests cover system, tools and
 * messages, but neither cache breakpoints nor other parameters ("Preserved thinking", platform.claude.com).
 */
export function prefixesOf({ system, tools, messages }: MessagesRequest): string[] {
  let digest = sha256(JSON.stringify([tools ?? [], toBlocks(system).map(withoutBreakpoint)]));
  const prefixes = [digest];
  for (const { role, content } of messages) {
    digest = sha256(JSON.stringify([digest, role, toBlocks(content).map(withoutBreakpoint)]));
    prefixes.push(digest);
  }
  return prefixes;
}

function withoutBreakpoint(block: Block): Block {
  return { ...block, cache_control: undefined };
}

function sign(thinking: string, { model, prefix }: Binding): string {
  return [SIGNATURE_PREFIX, model, prefix, sha256(`${model}\n${prefix}\n${thinking}`)].join(':');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
