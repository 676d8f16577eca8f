import type { CacheMode } from '../cache/index.js';
import type { JsonObject } from '../claude/index.js';
import type { AccessScope } from '../common/index.js';
import type { AskedShape } from '../preferences/index.js';
import type { Result } from './entities/result.entity.js';

export interface AnalysisInput extends AskedShape {
  /** 1–200,000 characters. */
  readonly text: string;
  /** JSON Schema of a structured answer. */
  readonly schema?: JsonObject | undefined;
  /** @default 'use' */
  readonly cache?: CacheMode | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Hears an answer as it comes. */
export interface AnalysisListener {
  /** A piece of the answer of the result with this id; all pieces, joined, are its `result`. */
  text(resultId: string, piece: string): void;
}

export interface AnalysisContext {
  /** The caller's own name for this request; sent again under it, it is not done again. @default none */
  readonly idempotencyKey?: string | undefined;
  /** What the caller may access; one that acts for a single user has idempotency keys, and by default replays, of its own. @default the tenant */
  readonly scope?: AccessScope | undefined;
  /** @deprecated Use `scope`. */
  readonly reach?: AccessScope | undefined;
  /** Asks for a stream. A replay says nothing to it: its text is there at once. @default none */
  readonly listener?: AnalysisListener | undefined;
  /** Gives the request up: Claude is cut short, and what there is of its answer is kept as partial. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** How an analysis was answered. */
export interface AnalysisOutcome {
  readonly result: Result;
  /** `hit`: replayed, nothing billed; `miss`: Claude was asked; `bypass`: Claude was asked, and replays were off. */
  readonly cache: 'hit' | 'miss' | 'bypass';
  /** Whether it is a hit because another request asked the same at that moment. */
  readonly collapsed: boolean;
  /** Whether this is the answer of an earlier request with the same idempotency key. */
  readonly isIdempotentReplay: boolean;
  /** Seconds for which the answer can be replayed; `null` when it never will be. */
  readonly replayableForSeconds: number | null;
}

export interface HistoryQuery {
  /** Words a result must have, in its input or its answer. */
  readonly q?: string | undefined;
  readonly model?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}
