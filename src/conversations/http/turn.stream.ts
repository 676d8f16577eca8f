import type { StreamableFile } from '@nestjs/common';
import { type HttpReply, streamAnswer } from '../../http/index.js';
import type { TurnContext, TurnOutcome } from '../conversations.types.js';
import type { AnswerRequest } from '../dto/answer.request.js';
import { toMessageResponse, toTurnResponse, turnHeaders } from './conversations.mapper.js';

type Write = (context: Pick<TurnContext, 'listener' | 'signal'>) => Promise<TurnOutcome>;
type Prompt = TurnOutcome['userMessage'];

/**
 * A turn as server-sent events: `message.started` with the answer's id and the user's message, `message.delta`…,
 * `message.completed`, or `error`.
 */
export function streamTurn(
  write: Write,
  { on_disconnect }: Pick<AnswerRequest, 'on_disconnect'>,
  reply: HttpReply,
  base: string,
): Promise<StreamableFile> {
  const shown = {
    noun: 'message',
    begun: (id: string, prompt: Prompt) => ({
      headers: { Location: `${base}/conversations/${prompt.conversationId}/messages?leaf_id=${id}` },
      data: { id, user_message: toMessageResponse({ message: prompt, status: 'pending' }) },
    }),
    stored: (outcome: TurnOutcome) => {
      const { id, text } = outcome.assistantMessage;
      return {
        headers: turnHeaders(outcome, base),
        data: { id, user_message: toTurnResponse(outcome).user_message },
        text,
      };
    },
    completed: toTurnResponse,
  };
  return streamAnswer((text, signal) => write({ listener: { text }, signal }), on_disconnect, shown, reply);
}
