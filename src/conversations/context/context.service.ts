import { Injectable } from '@nestjs/common';
import { ModelCatalogue } from '../../claude/index.js';
import type { CallShape } from '../../preferences/index.js';
import { ContextWindowExceededError } from '../conversations.errors.js';
import type { ContextPolicy } from '../entities/conversation.entity.js';
import type { Message } from '../entities/message.entity.js';
import { Measure } from './measure.js';
import { isLike, markOf, startsOf, type Thread, type ThreadMessage } from './thread.js';

export interface ContextRequest {
  readonly path: readonly ThreadMessage[];
  readonly prompt: string;
  readonly shape: CallShape;
  readonly policy: ContextPolicy;
  /** The summaries of this conversation, of the longest stretches first. */
  readonly summaries: readonly Message[];
}

/** What is to be sent. With `summariseTo`, the thread before that index has to be summarised first. */
export interface ContextPlan {
  readonly thread: Thread;
  readonly summariseTo: number | null;
}

/**
 * How much of the room a thread takes once it was cut, so that many turns pass before it has to be cut again: each
 * cut changes the beginning of what is sent, and so loses what Claude's prompt cache holds.
 */
const KEPT_AFTER_TRIM = 1 / 2;
const KEPT_AFTER_SUMMARY = 1 / 4;

/** In tokens: a few pages, whatever the thread. */
const LONGEST_SUMMARY = 4_096;

/** Decides how much of a path Claude is sent, so that it fits the model's context window. */
@Injectable()
export class ContextService {
  constructor(private readonly models: ModelCatalogue) {}

  /** @throws ContextWindowExceededError before anything is spent, where the policy or the message leaves no other way */
  async plan(request: ContextRequest, signal?: AbortSignal): Promise<ContextPlan> {
    const { path, prompt, shape, summaries } = request;
    const thread = begin(request);
    const fits: ContextPlan = { thread, summariseTo: null };
    const counted = path.at(-1)?.tokensUsed ?? 0;
    // Claude itself judges a first message.
    const window = counted > 0 ? await this.models.windowOf(shape.model, signal) : null;
    if (window === null) return fits;
    // No token is shorter than a byte: most threads fit without being measured.
    const isAsCounted = isLike(path.at(-1), markOf(thread, ''));
    if (isAsCounted && counted + Buffer.byteLength(prompt) + shape.maxTokens <= window) return fits;
    const measure = Measure.of(thread, counted, summaries);
    const needed = measure.estimate(prompt) + shape.maxTokens;
    if (needed <= window) return fits;
    return shorten(request, thread, { measure, needed, window });
  }
}

/** The whole path, or what the policy had left of it the last time. */
function begin({ path, shape, policy, summaries }: ContextRequest): Thread {
  const whole = { path, start: 0, summary: null, system: shape.system };
  if (policy === 'full') return whole;
  const indexOf = (id: string | null) => path.findIndex((message) => message.id === id);
  if (policy === 'trim') return { ...whole, start: Math.max(indexOf(path.at(-1)?.contextFromId ?? null), 0) };
  const summary = summaries.find(({ parentId }) => indexOf(parentId) >= 0);
  return summary ? { ...whole, summary, start: indexOf(summary.parentId) + 1 } : whole;
}

interface Tightness {
  readonly measure: Measure;
  readonly needed: number;
  readonly window: number;
}

function shorten(
  { path, prompt, shape, policy }: ContextRequest,
  thread: Thread,
  { measure, needed, window }: Tightness,
): ContextPlan {
  const tooLong = new ContextWindowExceededError(needed, window, shape.model);
  if (policy === 'full') throw tooLong;
  const isTrimmed = policy === 'trim';
  const room = window - shape.maxTokens - (isTrimmed ? 0 : LONGEST_SUMMARY);
  const kept = room * (isTrimmed ? KEPT_AFTER_TRIM : KEPT_AFTER_SUMMARY);
  const starts = [...startsOf(path), path.length].filter((start) => start > thread.start);
  const estimates = measure.estimateCuts([thread.start, ...starts], prompt);
  const left = (start: number) => estimates.get(start) ?? Infinity;
  // A last turn that takes more than is to be kept stays while there is room: the message may well be about it.
  const turns = starts.slice(0, -1);
  const start = turns.find((turn) => left(turn) <= kept) ?? starts.find((candidate) => left(candidate) <= room);
  if (start === undefined) throw tooLong;
  if (isTrimmed) return { thread: { ...thread, start, summary: null }, summariseTo: null };
  // What was trimmed for long may be more than one request can hold: the oldest of it stays left out.
  const [system = 0] = measure.estimateCuts([path.length], '').values();
  const isHeld = (first: number) => left(first) - left(start) + system + LONGEST_SUMMARY <= window;
  const firsts = [thread.start, ...starts.filter((first) => first < start)];
  const from = firsts.find(isHeld) ?? firsts.at(-1) ?? thread.start;
  return { thread: { ...thread, start: from }, summariseTo: start };
}
