import type { BilledEnd } from '../claude/index.js';
import { AppError, type Log, ShuttingDownError } from '../common/index.js';
import type { CallEnd } from './call.repository.js';

/** The end of a call that Claude answered, or began to. */
export function endOf(end: BilledEnd, endedAt: Date): CallEnd {
  const { reply } = end;
  const common = { endedAt, claudeRequestId: reply.requestId, reply, mayBeBilled: true };
  if (end.isWhole) return { ...common, status: 'succeeded', errorCode: null };
  const errorCode = end.cause instanceof AppError ? end.cause.code : null;
  return { ...common, status: reply.stopReason === 'aborted' ? 'aborted' : 'failed', errorCode };
}

/** The end of one to which there is no answer. */
export function endWithoutReply(error: unknown, isAborted: boolean, endedAt: Date): CallEnd {
  return {
    status: isAborted ? 'aborted' : 'failed',
    endedAt,
    errorCode: error instanceof AppError ? error.code : null,
    claudeRequestId: (error instanceof AppError && error.detail.requestId) || null,
    reply: null,
    mayBeBilled: mayBeBilled(error, isAborted),
  };
}

/**
 * Whether Claude may have billed a call that ended with this error and without an answer. Claude bills no error of its
 * own; of anything else, such as a client that left or a stop of the process, what Claude did is unknown.
 */
function mayBeBilled(error: unknown, isAborted: boolean): boolean {
  if (!(error instanceof AppError) || error instanceof ShuttingDownError) return true;
  const { mayBeBilled: isTold, claudeError } = error.detail;
  return isTold ?? (isAborted && claudeError === undefined);
}

/** Tells the operator why a call failed: names and ids that Claude gives its errors, never what was said. */
export function logFailure(logger: Log, callId: string, error: unknown): void {
  if (!(error instanceof AppError)) {
    logger.error(`call ${callId} failed (${error instanceof Error ? error.name : typeof error})`);
    return;
  }
  const { claudeError, requestId } = error.detail;
  const { status, type, code } = claudeError ?? {};
  const said = `status ${status ?? 'none'}, type ${type ?? 'none'}, error code ${code ?? 'none'}`;
  const line = `call ${callId} failed with ${error.code}: ${said}, request id ${requestId ?? 'none'}`;
  if (claudeError?.isAboutAccount) logger.error(`${line}. Check the API key, its permissions and its billing`);
  else logger.warn(line);
}
