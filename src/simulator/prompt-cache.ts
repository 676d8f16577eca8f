import { type Prompt, type Ttl } from './prompt.js';
import { type InputUsage } from './wire.js';

const TTL_MS: Record<Ttl, number> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };
/** Number of blocks at which a breakpoint looks for a cached prefix, including its own. */
const LOOKBACK_BLOCKS = 20;
const MAX_PREFIXES = 10_000;

/**
 * Stores digests of prompt prefixes, and computes how many tokens of a prompt are read, written and neither. It follows the
 * documentation ("Prompt caching", "How automatic prefix checking works"): prefixes are written only at breakpoints, and
 * each breakpoint, from the last to the first, looks back for prefixes that were written before.
 */
export class PromptCache {
  private readonly prefixes = new Map<string, { readonly ttlMs: number; expiresAtMs: number }>();

  charge(prompt: Prompt, nowMs: number): InputUsage {
    const last = prompt.breakpoints.at(-1);
    if (!last) return toUsage(prompt.totalTokens, 0, { '5m': 0, '1h': 0 });
    const digests = prompt.digestsUpTo(last.index);
    const readIndex = this.lookBack(prompt, digests, nowMs);
    const read = prompt.tokensUpTo(readIndex);
    const written: Record<Ttl, number> = { '5m': 0, '1h': 0 };
    let cached = read;
    for (const { index, ttl } of prompt.breakpoints) {
      const tokens = prompt.tokensUpTo(index);
      if (tokens < prompt.minCachedPrefix) continue;
      this.remember(digests[index] ?? '', ttl, nowMs);
      written[ttl] += Math.max(tokens - cached, 0);
      cached = Math.max(tokens, cached);
    }
    return toUsage(prompt.totalTokens - cached, read, written);
  }

  /** @returns the index of the last block of the longest cached prefix, or -1 */
  private lookBack({ breakpoints }: Prompt, digests: readonly string[], nowMs: number): number {
    for (const { index: start } of breakpoints.toReversed()) {
      for (let index = start; index >= 0 && index > start - LOOKBACK_BLOCKS; index -= 1) {
        if (this.touch(digests[index] ?? '', nowMs)) return index;
      }
    }
    return -1;
  }

  /** Reading a prefix renews its time to live. */
  private touch(digest: string, nowMs: number): boolean {
    const prefix = this.prefixes.get(digest);
    if (!prefix || prefix.expiresAtMs <= nowMs) return false;
    prefix.expiresAtMs = nowMs + prefix.ttlMs;
    return true;
  }

  private remember(digest: string, ttl: Ttl, nowMs: number): void {
    if (this.touch(digest, nowMs)) return;
    this.prefixes.set(digest, { ttlMs: TTL_MS[ttl], expiresAtMs: nowMs + TTL_MS[ttl] });
    const [oldest] = this.prefixes.keys();
    if (this.prefixes.size > MAX_PREFIXES && oldest !== undefined) this.prefixes.delete(oldest);
  }
}

function toUsage(fresh: number, read: number, written: Record<Ttl, number>): InputUsage {
  return {
    input_tokens: fresh,
    cache_creation_input_tokens: written['5m'] + written['1h'],
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: written['5m'], ephemeral_1h_input_tokens: written['1h'] },
  };
}
