import { createDatabase, type TestDatabase } from '../support/database.js';
import { HANGS_MS, until } from '../support/rows.js';
import { newApiKey, type Service, startService } from '../support/service.js';
import { callsByStatus, heldLocks, Threads } from '../support/stored-threads.js';
import { beginConversation, isAnswered, messagesOf, postMessage } from '../support/turn-client.js';

declare const DIALECT: string;
const HOUR_MS = 3_600_000;

/** Only on PostgreSQL, since replicas share a database there; on SQLite there is one process. */
(DIALECT === 'postgres' ? describe : describe.skip)('an answer that comes after its lease is over', () => {
  let database: TestDatabase;
  let late: Service;
  let other: Service;
  let conversation: string;
  beforeEach(async () => {
    database = await createDatabase();
    const env = { ANTHROPIC_API_KEY: newApiKey(), LEASE_MS: '300' };
    late = await startService({ database, env });
    other = await startService({ database, env });
    conversation = await beginConversation(late.url);
    await postMessage(late.url, conversation, 'first');
  });
  afterEach(async () => {
    await late.stop();
    await other.stop();
    await database.drop();
  });

  /** Makes a turn outlive its lease: by the clock of the other replica its process has long been dead. */
  async function answerLate(meanwhile: () => Promise<void>): Promise<void> {
    await late.claude.script([{ hold: 'gate' }]);
    const turn = postMessage(late.url, conversation, 'late');
    await late.claude.waitForInFlight(1);
    other.clock.advance(HOUR_MS);
    await until('its call is given up', HANGS_MS, async () => 'interrupted' in (await callsByStatus(database)));
    await until('its lock is forgotten', HANGS_MS, async () => (await heldLocks(database)) === 0);
    late.clock.advance(HOUR_MS);
    await meanwhile();
    await late.claude.release('gate');
    expect(isAnswered(await turn)).toBe(true);
  }

  /** @returns the user's messages on the default path */
  async function saidOnPath(): Promise<string[]> {
    expect((await postMessage(other.url, conversation, 'last')).status).toBe(201);
    const path = await messagesOf(other.url, conversation, '');
    return path.filter(({ role }) => role === 'user').map(({ text }) => text);
  }

  it('is continued by the conversation if no other message was posted meanwhile', async () => {
    await answerLate(async () => undefined);
    expect(await saidOnPath()).toEqual(['first', 'late', 'last']);
    expect((await Threads.in(database)).flaws()).toMatchObject({ branches: 0, unanswered: 0 });
  });

  it('is kept beside the default path if another message was posted meanwhile', async () => {
    await answerLate(async () => {
      expect((await postMessage(other.url, conversation, 'meanwhile')).status).toBe(201);
    });
    expect(await saidOnPath()).toEqual(['first', 'meanwhile', 'last']);
    const threads = await Threads.in(database);
    expect(threads.users.map(({ text }) => text).sort()).toEqual(['first', 'last', 'late', 'meanwhile']);
    expect(threads.flaws()).toMatchObject({ usersInARow: 0, answeredTwice: 0, unanswered: 0 });
    // The call was marked interrupted while its end was unknown; now its end is known.
    expect(await callsByStatus(database)).toEqual({ succeeded: 4 });
  });
});
