import { createHash } from 'node:crypto';

import { type Block } from './wire.js';

export const SIGNATURE_PREFIX = 'SimulatedClaude';

export function toThinkingBlock(thinking: string): Block {
  return { type: 'thinking', thinking, signature: sign(thinking) };
}

/** As with the real API, thinking that was edited on its way back no longer fits its signature. */
export function isSigned(thinking: string, signature: string): boolean {
  return signature === sign(thinking);
}

function sign(thinking: string): string {
  return SIGNATURE_PREFIX + createHash('sha256').update(thinking).digest('base64');
}
