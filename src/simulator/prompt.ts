import { createHash } from 'node:crypto';

import { defaultEffort, leastToCache, resolveAlias } from './models.js';
import { invalid } from './simulated-error.js';
import { type Block, type CacheControl, type MessagesRequest, toBlocks, toTokens } from './wire.js';

const MOST_BREAKPOINTS = 4;

export type Ttl = '5m' | '1h';

interface PromptPart {
  readonly kind: string;
  readonly block: Block;
}

interface Breakpoint {
  readonly index: number;
  readonly ttl: Ttl;
}

/** A request as the prompt cache sees it: one row of blocks, of which some end a prefix to remember. */
export class Prompt {
  /** `tokens[i]` counts the prefix that ends with block `i`. */
  private readonly tokens: number[] = [];

  private constructor(
    private readonly seed: string,
    private readonly parts: readonly PromptPart[],
    /** In the order of the prompt. */
    readonly breakpoints: readonly Breakpoint[],
    /** Tokens that a prefix has at least, or else it is not cached. */
    readonly leastToCache: number,
  ) {
    let bytes = 0;
    for (const { block } of parts) this.tokens.push(toTokens((bytes += bytesOf(block))));
  }

  static of(request: MessagesRequest): Prompt {
    const { model, output_config: output, speed, thinking } = request;
    const parts: PromptPart[] = [];
    const add = (kind: string, blocks: Block[]) => blocks.forEach((block) => parts.push({ kind, block }));
    // What a request sets beside its blocks is read with those that it changes; a table of the documentation says which.
    const effort = output?.effort ?? defaultEffort(model);
    add('tool', request.tools ?? []);
    add(JSON.stringify(['system', speed ?? 'standard']), toBlocks(request.system));
    for (const { role, content } of request.messages) {
      add(JSON.stringify([role, speed ?? 'standard', effort, thinking]), toBlocks(content));
    }
    // A cache belongs to one model, and an output schema is part of what the model reads.
    const seed = JSON.stringify([resolveAlias(model), output?.format]);
    return new Prompt(seed, parts, toBreakpoints(parts, request.cache_control), leastToCache(model));
  }

  get totalTokens(): number {
    return this.tokens.at(-1) ?? 0;
  }

  tokensUpTo(index: number): number {
    return this.tokens[index] ?? 0;
  }

  /** One digest for each prefix up to `lastIndex`, each built on the one before. */
  digestsUpTo(lastIndex: number): string[] {
    const digests: string[] = [];
    let digest = this.seed;
    for (const { kind, block } of this.parts.slice(0, lastIndex + 1)) {
      digest = createHash('sha1')
        .update(`${digest}\n${kind}\n${withoutMark(block)}`)
        .digest('base64');
      digests.push(digest);
    }
    return digests;
  }
}

/** The blocks with a mark, and for a mark on the request the last block that can have one. */
function toBreakpoints(parts: readonly PromptPart[], automatic: CacheControl | null | undefined): Breakpoint[] {
  const last = automatic ? parts.findLastIndex(({ block }) => !block.type.endsWith('thinking')) : -1;
  const breakpoints = parts.flatMap(({ block: { cache_control: own } }, index): Breakpoint[] => {
    if (index === last && own && ttlOf(own) !== ttlOf(automatic)) {
      throw invalid('cache_control: the last block has a cache_control with another ttl');
    }
    const control = own ?? (index === last ? automatic : null);
    return control ? [{ index, ttl: ttlOf(control) }] : [];
  });
  if (breakpoints.length > MOST_BREAKPOINTS) {
    throw invalid(
      `A maximum of ${MOST_BREAKPOINTS} blocks with cache_control may be provided. Found ${breakpoints.length}.`,
    );
  }
  if (breakpoints.some(({ ttl }, index) => ttl === '1h' && breakpoints[index - 1]?.ttl === '5m')) {
    throw invalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
  }
  return breakpoints;
}

function ttlOf(control: CacheControl | null | undefined): Ttl {
  return control?.ttl ?? '5m';
}

function bytesOf(block: Block): number {
  return Buffer.byteLength(block.type === 'text' ? String(block.text) : withoutMark(block));
}

/** Moving a breakpoint does not change what the model reads. */
function withoutMark(block: Block): string {
  return JSON.stringify({ ...block, cache_control: undefined });
}
