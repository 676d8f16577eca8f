import type { StreamableFile } from '@nestjs/common';
import { type HttpReply, streamAnswer } from '../../http/index.js';
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
  base: string,
): Promise<StreamableFile> {
  const forwarded = `reprise; fwd=${cache === 'off' ? 'bypass' : 'miss'}`;
  const shown = {
    noun: 'result',
    begun: (id: string) => ({
      headers: { 'Cache-Status': forwarded, Location: `${base}/results/${id}` },
      data: { id },
    }),
    stored: (outcome: AnalysisOutcome) => {
      const { id, result } = outcome.result;
      return { headers: analyzeHeaders(outcome, base), data: { id }, text: result };
    },
    completed: toAnalyzeBody,
  };
  return streamAnswer((text, signal) => analyze({ listener: { text }, signal }), on_disconnect, shown, reply);
}
