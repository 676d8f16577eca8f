import type { StreamableFile } from '@nestjs/common';
import { EventStream, type HttpReply } from '../../http/index.js';
import type { AnalysisContext, AnalysisOutcome } from '../analysis.types.js';
import type { CreateAnalysisRequest } from '../dto/create-analysis.request.js';
import { analyzeHeaders, toAnalyzeBody } from './analysis.mapper.js';

type Analyze = (context: Pick<AnalysisContext, 'listener' | 'signal'>) => Promise<AnalysisOutcome>;

/**
 * An analysis as server-sent events: `result.started`, `result.delta`…, `result.completed`, or `error`. A replay comes
 * in the same shape.
 */
export function streamAnalysis(
  analyze: Analyze,
  { on_disconnect, cache }: Pick<CreateAnalysisRequest, 'on_disconnect' | 'cache'>,
  reply: HttpReply,
): Promise<StreamableFile> {
  const events = new EventStream(reply);
  const gone = new AbortController();
  if (on_disconnect === 'abort') events.onGone(() => gone.abort());
  let started: string | null = null;
  const start = (id: string, headers: Record<string, string>) => {
    if (started === null) events.open(headers);
    if (started !== id) events.send('result.started', { id });
    started = id;
  };

  return events.run(async () => {
    const text = (id: string, piece: string) => {
      start(id, { 'Cache-Status': `reprise; fwd=${cache === 'off' ? 'bypass' : 'miss'}`, Location: `/results/${id}` });
      events.send('result.delta', { text: piece });
    };
    const outcome = await analyze({ listener: { text }, signal: gone.signal });
    const { id, result } = outcome.result;
    if (started === null) {
      start(id, analyzeHeaders(outcome));
      events.sendText('result.delta', result);
    }
    events.send('result.completed', toAnalyzeBody(outcome));
  });
}
