// The last ten results of a user who has a tenth of all rows, over and over; and of ninety others in turn, who share no page.
import { fillResults, OTHERS, TENTH_OF_ALICE } from '../support/fill.mjs';
import { compare } from '../support/repetitions.mjs';
import { staged } from './stage.mjs';

export function history(bench) {
  const rows = bench.plan.historyRows;
  const of = { template: 'history', fill: (url) => fillResults(url, rows, TENTH_OF_ALICE) };
  const title = `history of ${rows.toLocaleString('en')} rows`;
  return staged(bench, async (stage) => {
    const byHand = listing(`${title}, node:http + pg`, await stage.byHand('by-hand', of), null);
    const candidates = [byHand];
    for (const adapter of bench.some) {
      const service = await stage.service({ adapter, dialect: 'Postgres', ...of });
      candidates.push({ ...listing(`${title}, ${service.name}`, service, byHand.name), owes: true });
      if (!bench.plan.isFull) continue;
      const many = listing(`${title}, of ninety users, ${service.name}`, service, byHand.name);
      candidates.push({ ...many, request: { ...many.request, users: OTHERS }, owes: true });
    }
    return compare(bench.load, candidates, bench.plan);
  });
}

function listing(name, { program, headers }, reference) {
  return { name, program, reference, request: { path: '/history/alice', method: 'GET', headers, status: 200 } };
}
