// The whole help desk beside a simulated Claude: the answers are simulated, nothing is sent or billed. Ctrl-C ends it.
import { rmSync } from 'node:fs';
import { ask, startHelpdesk } from './test/support/helpdesk.mjs';

rmSync('data/demo', { recursive: true, force: true });
const desk = await startHelpdesk('sqlite:./data/demo/helpdesk.db', 3000);
const worker = desk.startWorker();
const login = { tenant: 'acme', name: 'alice', password: desk.passwords.alice };
const { body } = await ask(desk.url, 'POST', '/login', { body: login });

console.log(`The help desk is at ${desk.url}. Alice of acme is logged in:

  export TOKEN=${body.token}

Ctrl-C ends it.`);

process.once('SIGINT', async () => {
  await Promise.all([worker.stop(), desk.api.stop()]);
  await desk.claude.stop();
});
