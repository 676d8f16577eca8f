import { type Prompt, type Ttl } from './prompt.js';
import { type InputUsage } from './wire.js';

const TTL_MS: Record<Ttl, number> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };
/** How many blocks a breakpoint looks at for what was written before, itself the first of them. */
const LOOKBACK_BLOCKS = 20;
const MOST_PREFIXES = 10_000;

/**
 * Remembers digests of prompt prefixes and says what a prompt reads, writes and sends afresh, by the rules of
 * Anthropic's documentation ("Prompt caching", "How automatic prefix checking works"): written is only at breakpoints;
 * each breakpoint, the last one first, looks back for what was written there before.
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
      if (tokens < prompt.leastToCache) continue;
      this.remember(digests[index] ?? '', ttl, nowMs);
      written[ttl] += Math.max(tokens - cached, 0);
      cached = Math.max(tokens, cached);
    }
    return toUsage(prompt.totalTokens - cached, read, written);
  }

  /** @returns the last block of the longest prefix found, or -1. */
  private lookBack({ breakpoints }: Prompt, digests: readonly string[], nowMs: number): number {
    for (const { index: start } of breakpoints.toReversed()) {
      for (let index = start; index >= 0 && index > start - LOOKBACK_BLOCKS; index -= 1) {
        if (this.touch(digests[index] ?? '', nowMs)) return index;
      }
    }
    return -1;
  }

  /** Reading a prefix keeps it for another span of its own time to live. */
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
    if (this.prefixes.size > MOST_PREFIXES && oldest !== undefined) this.prefixes.delete(oldest);
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
