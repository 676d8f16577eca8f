// Replays by one process and by two, on whatever cores there are: the load and the database need theirs as well.
import { familyOf } from '../support/process-usage.mjs';
import { compare } from '../support/repetitions.mjs';
import { askOnce, QUESTION, staged } from './stage.mjs';

export function workers(bench) {
  return staged(bench, async (stage) => {
    const candidates = [];
    for (const adapter of bench.some) {
      const one = `replay, one process, ${adapter}`;
      for (const [name, count, reference] of [
        [one, 1, null],
        [`replay, two processes, ${adapter}`, 2, one],
      ]) {
        const of = { adapter, dialect: 'Postgres', env: { WORKERS: String(count) }, on: bench.onAllCores };
        const service = await stage.service(of);
        if (count > 1 && familyOf(service.program.pid).length < count)
          return bench.skip('workers', 'WORKERS is not there yet');
        await askOnce(service, QUESTION);
        const request = { ...QUESTION, headers: service.headers, status: 200 };
        candidates.push({ name, program: service.program, request, reference, owes: true });
      }
    }
    return compare(bench.load, candidates, bench.plan);
  });
}
