import { SQLITE } from './projects.mjs';

/** Of answers: that they are kept, and whom they may be given again. */
export const ANSWERS = [
  {
    promise: 1,
    broken: 'the answer is not stored, and given all the same',
    file: 'src/analysis/analysis.service.ts',
    from: 'await this.results.insert(owner, row);',
    to: '',
    ...{ tests: ['test/analysis/analyze'], named: 'stores the answer', projects: SQLITE },
  },
  {
    promise: 1,
    broken: 'the answer is given before it is committed',
    file: 'src/journal/journal.service.ts',
    from: 'await within(stored, TELL_AFTER_MS, this.lifetime.signal, () => new AnswerNotStoredYetError(purpose, stored));',
    to: 'stored.catch(() => undefined);',
    ...{ tests: ['test/journal/outages'], named: 'after the reply', projects: SQLITE },
  },
  {
    promise: 1,
    broken: 'the answer is given, and written a tenth of a second later',
    file: 'src/journal/journal.service.ts',
    from: `if (await this.settle(owner, callId, ending, work)) isErased = true;
    });
    await within(stored, TELL_AFTER_MS, this.lifetime.signal, () => new AnswerNotStoredYetError(purpose, stored));`,
    to: `await wait(100);
      if (await this.settle(owner, callId, ending, work)) isErased = true;
    });
    stored.catch(() => undefined);`,
    ...{ tests: ['test/faults/kill'], named: 'loses no acknowledged answer', projects: SQLITE, isBuilt: true },
  },
  {
    promise: 4,
    broken: 'each request takes a claim of its own',
    file: 'src/analysis/analysis.service.ts',
    from: 'const claim = { id: cacheKey,',
    to: 'const claim = { id: this.ids.next(),',
    ...{ tests: ['test/analysis/single-flight'], named: 'make one call a round', projects: SQLITE },
  },
  {
    promise: 4,
    broken: 'who takes a claim over does not look for the answer of its last holder',
    file: 'src/claims/claims.service.ts',
    from: 'if (found === null) return { held };',
    to: 'return { held };',
    ...{ tests: ['test/claims/claims.int'], named: 'has just left', projects: SQLITE },
  },
  {
    promise: 5,
    broken: 'a shared answer is looked for in every tenant',
    file: 'src/analysis/result-queries.ts',
    from: 'return `tenant_id = ${values.place(tenantId)} AND source_id IS NULL`;',
    to: 'return `${values.place(tenantId)} <> source_id IS NULL`;',
    ...{ tests: ['test/identity/isolation-repositories'], projects: SQLITE },
  },
  {
    promise: 5,
    broken: 'the key of a replay does not say of which tenant it is',
    file: 'src/cache/cache.service.ts',
    from: ': [owner.tenantId];',
    to: ': [];',
    ...{ tests: ['test/analysis/replay'], named: 'never of another tenant', projects: SQLITE },
  },
  {
    promise: 7,
    broken: 'that the client left is not passed on to the call',
    file: 'src/http/answer-stream.ts',
    from: "if (onDisconnect === 'abort') events.onGone(() => gone.abort());",
    to: '',
    ...{ tests: ['test/analysis/streams-left'], named: 'in the middle of a stream', projects: SQLITE },
  },
  {
    promise: 7,
    broken: 'the call that the client broke off is written down as failed',
    file: 'src/journal/journal.service.ts',
    from: "reply.stopReason === 'aborted' ? 'aborted' : 'failed'",
    to: "'failed'",
    ...{ tests: ['test/analysis/streams-left'], named: 'in the middle of a stream', projects: SQLITE },
  },
  {
    promise: 8,
    broken: 'a plain client that leaves breaks its call off',
    file: 'src/analysis/http/analysis.controller.ts',
    from: 'return toAnalyzeReply(await analyze({}), reply, base);',
    to: `const gone = new AbortController();
    (reply as never as NodeJS.EventEmitter).once('close', () => gone.abort());
    return toAnalyzeReply(await analyze({ signal: gone.signal }), reply, base);`,
    ...{ tests: ['test/analysis/streams-left'], named: 'a plain request', projects: SQLITE },
  },
  {
    promise: 9,
    broken: 'an answer that ended at max_tokens may be replayed',
    file: 'src/cache/cache.service.ts',
    from: "new Set(['end_turn', 'stop_sequence'])",
    to: "new Set(['end_turn', 'stop_sequence', 'max_tokens'])",
    ...{ tests: ['test/analysis/replay'], named: 'max_tokens', projects: SQLITE },
  },
  {
    promise: 9,
    broken: 'a stream that broke off is told as complete',
    file: 'src/analysis/analysis.service.ts',
    from: 'if (!answered.end.isWhole) throw answered.end.cause;',
    to: '',
    ...{ tests: ['test/analysis/streams.e2e'], named: 'breaks off', projects: SQLITE },
  },
];
