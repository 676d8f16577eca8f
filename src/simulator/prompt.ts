import { createHash } from 'node:crypto';

import { invalid } from './simulated-error.js';
import { type Block, type MessagesRequest, toBlocks, toTokens } from './wire.js';

const MOST_BREAKPOINTS = 4;

export type Ttl = '5m' | '1h';

interface PromptPart {
  readonly kind: string;
  readonly block: Block;
}

/** A request as the prompt cache sees it: one row of blocks, of which some end a prefix to remember. */
export class Prompt {
  /** `tokens[i]` counts the prefix that ends with block `i`. */
  private readonly tokens: number[] = [];

  private constructor(
    private readonly seed: string,
    private readonly parts: readonly PromptPart[],
    readonly breakpoints: readonly { readonly index: number; readonly ttl: Ttl }[],
  ) {
    let bytes = 0;
    for (const { block } of parts) this.tokens.push(toTokens((bytes += bytesOf(block))));
  }

  static of(request: MessagesRequest): Prompt {
    const parts: PromptPart[] = [];
    const add = (kind: string, blocks: Block[]) => blocks.forEach((block) => parts.push({ kind, block }));
    add('tool', request.tools ?? []);
    add('system', toBlocks(request.system));
    for (const { role, content } of request.messages) add(role, toBlocks(content));
    const breakpoints = parts.flatMap(({ block }, index) => {
      const control = block.cache_control ?? (index === parts.length - 1 ? request.cache_control : null);
      return control ? [{ index, ttl: control.ttl ?? '5m' }] : [];
    });
    if (breakpoints.length > MOST_BREAKPOINTS) {
      throw invalid(
        `A maximum of ${MOST_BREAKPOINTS} blocks with cache_control may be provided. Found ${breakpoints.length}.`,
      );
    }
    // A cache belongs to one model, and an output schema is part of what the model reads.
    return new Prompt(JSON.stringify([request.model, request.output_config?.format]), parts, breakpoints);
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

function bytesOf(block: Block): number {
  return Buffer.byteLength(block.type === 'text' ? String(block.text) : withoutMark(block));
}

/** Moving a breakpoint does not change what the model reads. */
function withoutMark(block: Block): string {
  return JSON.stringify({ ...block, cache_control: undefined });
}
