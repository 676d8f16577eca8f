import { createHash } from 'node:crypto';

import { defaultEffort, minCachedPrefix, resolveAlias } from './models.js';
import { invalid } from './simulated-error.js';
import { type Block, type CacheControl, type MessagesRequest, toBlocks, toTokens } from './wire.js';

const MAX_BREAKPOINTS = 4;

export type Ttl = '5m' | '1h';

interface PromptPart {
  readonly kind: string;
  readonly block: Block;
}

interface Breakpoint {
  readonly index: number;
  readonly ttl: Ttl;
}

/** A request as the prompt cache sees it: a sequence of blocks, some of which end a cached prefix. */
export class Prompt {
  /** `tokens[i]` is the number of tokens of the prefix that ends with block `i`. */
  private readonly tokens: number[] = [];

  private constructor(
    private readonly seed: string,
    private readonly parts: readonly PromptPart[],
    /** In the order of the prompt. */
    readonly breakpoints: readonly Breakpoint[],
    /** Minimum length of a cached prefix, in tokens. */
    readonly minCachedPrefix: number,
  ) {
    let bytes = 0;
    for (const { block } of parts) this.tokens.push(toTokens((bytes += bytesOf(block))));
  }

  static of(request: MessagesRequest): Prompt {
    const { model, output_config: output, speed, thinking } = request;
    const parts: PromptPart[] = [];
    const add = (kind: string, blocks: Block[]) => blocks.forEach((block) => parts.push({ kind, block }));
    // Parameters are part of the blocks that they invalidate, as in the table of the documentation.
    const effort = output?.effort ?? defaultEffort(model);
    add('tool', request.tools ?? []);
    add(JSON.stringify(['system', speed ?? 'standard']), toBlocks(request.system));
    for (const { role, content } of request.messages) {
      add(JSON.stringify([role, speed ?? 'standard', effort, thinking]), toBlocks(content));
    }
    // A cache belongs to one model, and the model reads the output schema before everything else.
    const seed = JSON.stringify([resolveAlias(model), output?.format]);
    return new Prompt(seed, parts, toBreakpoints(parts, request.cache_control), minCachedPrefix(model));
  }

  get totalTokens(): number {
    return this.tokens.at(-1) ?? 0;
  }

  tokensUpTo(index: number): number {
    return this.tokens[index] ?? 0;
  }

  /** A digest of each prefix up to `lastIndex`, each derived from the previous one. */
  digestsUpTo(lastIndex: number): string[] {
    const digests: string[] = [];
    let digest = this.seed;
    for (const { kind, block } of this.parts.slice(0, lastIndex + 1)) {
      digest = createHash('sha1')
        .update(`${digest}\n${kind}\n${withoutBreakpoint(block)}`)
        .digest('base64');
      digests.push(digest);
    }
    return digests;
  }
}

/** The blocks with cache_control. A cache_control of the request applies to the last block that can have one. */
function toBreakpoints(parts: readonly PromptPart[], automatic: CacheControl | null | undefined): Breakpoint[] {
  const last = automatic ? parts.findLastIndex(({ block }) => !block.type.endsWith('thinking')) : -1;
  const breakpoints = parts.flatMap(({ block: { cache_control: own } }, index): Breakpoint[] => {
    if (index === last && own && ttlOf(own) !== ttlOf(automatic)) {
      throw invalid('cache_control: the last block has a cache_control with another ttl');
    }
    const control = own ?? (index === last ? automatic : null);
    return control ? [{ index, ttl: ttlOf(control) }] : [];
  });
  if (breakpoints.length > MAX_BREAKPOINTS) {
    throw invalid(
      `A maximum of ${MAX_BREAKPOINTS} blocks with cache_control may be provided. Found ${breakpoints.length}.`,
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
  return Buffer.byteLength(block.type === 'text' ? String(block.text) : withoutBreakpoint(block));
}

/** A breakpoint is not part of what the model reads. */
function withoutBreakpoint(block: Block): string {
  return JSON.stringify({ ...block, cache_control: undefined });
}
