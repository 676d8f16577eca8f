// A stored answer given again: each candidate has one result, and is asked for it over and over; or a hundred users have one
// each, and ask in turn.
import { compare } from '../support/repetitions.mjs';
import { askOnce, QUESTION, staged } from './stage.mjs';

const USERS = Array.from({ length: 100 }, (_, i) => `user-${i}`);
const BARE = 'replay, node:http';
const BY_HAND = 'replay, node:http + pg';
const ALL_BY_HAND = 'replay, node:http + pg, the same statements';

export function replay(bench) {
  return staged(bench, async (stage) => {
    const services = [];
    for (const adapter of bench.adapters) {
      const audited = await stage.service({ adapter, dialect: 'Postgres' });
      services.push(replaying(`replay, ${audited.name}`, audited, BY_HAND));
      if (bench.plan.isFull)
        services.push(replaying(`replay of a hundred users, ${audited.name}`, audited, BY_HAND, USERS));
      if (!bench.some.includes(adapter)) continue;
      const onSqlite = await stage.service({ adapter, dialect: 'SQLite' });
      services.push(replaying(`replay, ${onSqlite.name}`, onSqlite, BY_HAND));
      if (!bench.plan.isFull) continue;
      const unaudited = await stage.service({ adapter, dialect: 'Postgres', env: { AUDIT_ENABLED: 'false' } });
      services.push(replaying(`replay without audit, ${unaudited.name}`, unaudited, `replay, ${audited.name}`));
    }
    const byHand = [replaying(BY_HAND, await stage.byHand('by-hand'), BARE)];
    if (bench.plan.isFull) byHand.push(replaying(ALL_BY_HAND, await stage.byHand('same-statements'), BARE));
    for (const candidate of [...services, ...byHand]) await askOnce(candidate, QUESTION);
    const ANSWER = await askOnce(services[0], QUESTION, [200]);
    const bare = { program: await stage.reference('bare', { ANSWER }), headers: byHand[0].headers };
    return compare(bench.load, [replaying(BARE, bare, null), ...byHand, ...services], bench.plan);
  });
}

function replaying(name, { program, headers }, reference, users) {
  const request = { ...QUESTION, headers, users, status: 200 };
  return { name, program, headers, reference, request, owes: name !== BARE && name !== BY_HAND };
}
