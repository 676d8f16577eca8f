import { type BilledReply, type ClaudeRequest, type JsonObject, type JsonValue, readAnswer } from '../claude/index.js';
import { sha256 } from '../common/index.js';
import { toStorable } from '../database/index.js';
import { billedColumns, tokensUsed } from '../journal/index.js';
import type { Result } from './entities/result.entity.js';

export type NewResult = Omit<Result, 'tenantId' | 'userId'>;

/** What a new result has besides what was asked and answered. */
export type ResultStamp = Pick<Result, 'id' | 'createdAt' | 'inputText' | 'metadata' | 'parsed' | 'cacheKey'>;

/** An answer that Claude has just given, as a row. */
export function newResult(request: ClaudeRequest, reply: BilledReply, stamp: ResultStamp): NewResult {
  return {
    ...stamp,
    ...billedColumns(reply),
    inputDigest: sha256(stamp.inputText),
    system: request.system,
    model: request.model,
    maxTokens: request.maxTokens,
    effort: request.effort,
    schema: request.schema,
    content: reply.content,
    result: toStorable(reply.text),
    stopReason: reply.stopReason,
    tokensUsed: tokensUsed(reply),
    sourceId: null,
    keyId: null,
    answeredAt: stamp.createdAt,
  };
}

/** The answer as JSON: `null` where no schema was asked for, `undefined` where the answer does not satisfy it. */
export async function parseAnswer(schema: JsonObject | null, text: string): Promise<JsonValue | undefined> {
  return schema === null ? null : readAnswer(schema, text);
}
