import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { type Account } from './account.js';
import { composeAnswer } from './answer.js';
import { type Exchange, jsonHeaders } from './exchange.js';
import { findModel } from './models.js';
import { Prompt } from './prompt.js';
import { checkCountRequest, checkMessagesRequest } from './request-rules.js';
import { invalid, SimulatedError } from './simulated-error.js';
import { type SimulatorStep } from './simulator-step.js';
import { toStreamEvents } from './stream-events.js';
import { type MessagesRequest, toBlocks } from './wire.js';

const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

export function countTokens(body: unknown): string {
  return JSON.stringify({ input_tokens: Prompt.of(checkCountRequest(body)).totalTokens });
}

export async function answerMessages(account: Account, exchange: Exchange, body: unknown, n: number): Promise<void> {
  const request = checkMessagesRequest(body);
  const prompt = Prompt.of(request);
  checkLength(prompt, request.model);
  const step = account.nextStep(textOf(request.messages.at(-1)?.content));
  if (step.delay_ms) await sleep(step.delay_ms, undefined, { ref: false });
  const isHeldLater = request.stream && step.hold_after_events !== undefined;
  if (!isHeldLater) await waitForRelease(account, exchange, step);
  if (!exchange.isOpen) return;
  if (step.cut === 'before_response') return exchange.cut();
  if (step.status !== undefined && step.status >= 400) return exchange.sendError(toError(step), toHeaders(step));
  const message = composeAnswer(request, step, n, account.cache.charge(prompt, account.clock.nowMs()));
  exchange.update({ usage: message.usage });
  if (request.stream) {
    if (step.encoding) return sendEncoded(exchange, toStreamEvents(message).join(''), step, STREAM_HEADERS);
    exchange.begin(200, { ...STREAM_HEADERS, ...toHeaders(step) });
    return deliver(account, exchange, toStreamEvents(message), step);
  }
  const json = JSON.stringify(message);
  if (step.encoding) return sendEncoded(exchange, json, step, { 'content-type': 'application/json' });
  if (step.cut === undefined) return exchange.sendJson(200, json, toHeaders(step));
  exchange.begin(200, { ...jsonHeaders(json), ...toHeaders(step) });
  return deliver(account, exchange, [json], step);
}

/** Only the prompt must fit into the context window, not the prompt and its answer. */
function checkLength({ totalTokens }: Prompt, model: string): void {
  const window = findModel(model)?.max_input_tokens ?? Infinity;
  if (totalTokens > window) throw invalid(`prompt is too long: ${totalTokens} tokens > ${window} maximum`);
}

function textOf(content: MessagesRequest['messages'][number]['content'] | undefined): string {
  return toBlocks(content)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('\n');
}

async function waitForRelease(account: Account, exchange: Exchange, { hold }: SimulatorStep): Promise<void> {
  if (hold === undefined) return;
  exchange.update({ outcome: 'held' });
  await account.whenReleased(hold);
  exchange.update({ outcome: 'pending' });
}

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

function sendEncoded(
  exchange: Exchange,
  body: string,
  { encoding = 'gzip', ...step }: SimulatorStep,
  headers: Record<string, string>,
): void {
  exchange.begin(200, { ...headers, 'content-encoding': encoding, ...toHeaders(step) });
  exchange.finish('answered', ENCODERS[encoding](body));
}

/** Sends event by event, until the step ends the reply. */
async function deliver(
  account: Account,
  exchange: Exchange,
  events: readonly string[],
  step: SimulatorStep,
): Promise<void> {
  const { afterEvents, afterBytes } = toCut(step.cut);
  let bytesLeft = afterBytes;
  for (const [index, event] of events.entries()) {
    if (index > 0 && step.chunk_delay_ms) await sleep(step.chunk_delay_ms, undefined, { ref: false });
    if (index === step.hold_after_events) await waitForRelease(account, exchange, step);
    if (!exchange.isOpen) return;
    if (index === afterEvents) return exchange.cut();
    if (index === step.stream_error_after_events) return failStream(exchange, step);
    const bytes = Buffer.byteLength(event);
    if (bytes > bytesLeft) {
      await exchange.write(Buffer.from(event).subarray(0, bytesLeft));
      return exchange.cut();
    }
    bytesLeft -= bytes;
    const isLast = index === events.length - 1 && step.cut === undefined;
    if (isLast && !step.keep_open) return exchange.finish('answered', event);
    await exchange.write(event);
    if (isLast) return;
  }
  // A cut after the last event still prevents the regular end of the reply.
  exchange.cut();
}

function failStream(exchange: Exchange, step: SimulatorStep): void {
  const { message = 'Overloaded', error_type: type, error_code: code } = step;
  const error = new SimulatedError(529, message, type, code);
  exchange.finish('stream_error', `event: error\ndata: ${error.toBody(exchange.requestId)}\n\n`);
}

function toCut(cut: SimulatorStep['cut']): { afterEvents: number; afterBytes: number } {
  if (cut === 'after_headers') return { afterEvents: 0, afterBytes: Infinity };
  if (typeof cut !== 'object') return { afterEvents: Infinity, afterBytes: Infinity };
  return 'after_events' in cut
    ? { afterEvents: cut.after_events, afterBytes: Infinity }
    : { afterEvents: Infinity, afterBytes: cut.after_bytes };
}

function toError({ status = 500, message, error_type: type, error_code: code }: SimulatorStep): SimulatedError {
  return new SimulatedError(status, message ?? `Simulated error ${status}`, type, code);
}

function toHeaders(step: SimulatorStep): Record<string, string> {
  const headers: Record<string, string> = {};
  if (step.retry_after !== undefined) headers['retry-after'] = String(step.retry_after);
  if (step.retry_after_ms !== undefined) headers['retry-after-ms'] = String(step.retry_after_ms);
  if (step.should_retry !== undefined) headers['x-should-retry'] = String(step.should_retry);
  return { ...headers, ...step.headers };
}
