// A question that was never asked before: Claude is asked, and its answer stored. Claude answers at once, or after 50 ms.
import { PORTKEY_VERSION, startPortkey } from '../support/peers.mjs';
import { compare } from '../support/repetitions.mjs';
import { CLAUDE_QUESTION, QUESTION, staged } from './stage.mjs';

const DELAY_MS = 50;
const BY_HAND = 'miss, node:http + pg';
const ALL_BY_HAND = 'miss, node:http + pg, the same statements';

export function miss(bench) {
  return staged(bench, async (stage) => {
    const direct = asking('miss, Claude directly', bench.claude, null);
    const candidates = [direct, missing(ALL_BY_HAND, await stage.byHand('same-statements'), direct.name)];
    if (bench.plan.isFull) candidates.push(missing(BY_HAND, await stage.byHand('by-hand'), direct.name));
    for (const adapter of bench.some) {
      for (const dialect of bench.plan.isFull ? ['Postgres', 'SQLite'] : ['Postgres']) {
        const service = await stage.service({ adapter, dialect });
        candidates.push({ ...missing(`miss, ${service.name}`, service, ALL_BY_HAND), owes: true });
      }
    }
    const portkey = bench.plan.hasPeers ? await startPortkey(bench) : null;
    if (portkey) {
      const program = stage.keep(portkey.program);
      candidates.push(asking(`miss, Portkey ${PORTKEY_VERSION}`, program, direct.name, portkey.headers));
    }
    return compare(bench.load, candidates, bench.plan);
  });
}

export function missAfter50ms(bench) {
  return staged(bench, async (stage) => {
    const claude = await stage.reference('claude', { DELAY_MS }, []);
    const direct = asking('miss at 50 ms, Claude directly', claude, null);
    const candidates = [direct];
    for (const adapter of bench.some) {
      const service = await stage.service({ adapter, dialect: 'Postgres', claudeUrl: claude.url });
      candidates.push(missing(`miss at 50 ms, ${service.name}`, service, direct.name));
    }
    const cases = await compare(bench.load, candidates, bench.plan);
    return cases.map((one) => ({ ...one, added_ms: one.reference && one.p50_ms - cases[0].p50_ms }));
  });
}

function asking(name, program, reference, headers = {}) {
  const request = { ...CLAUDE_QUESTION, headers: { ...CLAUDE_QUESTION.headers, ...headers } };
  return { name, program, reference, request };
}

function missing(name, { program, headers }, reference) {
  return { name, program, reference, request: { ...QUESTION, headers, status: 201, isNew: true } };
}
