// Load from a process of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How many requests are under way at once. */
export const CONNECTIONS = 32;
/** What is asked wherever the question does not matter: 450 bytes. */
export const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(10);

export class Load {
  process = fork(fileURLToPath(new URL('load-process.mjs', import.meta.url)));

  /**
   * @param request `url`, `method`, `headers`, `body`, the `status` that every answer has to have, and whether each
   * request `isNew`: then it is about a text that was never sent before, of one user in a hundred; or the `users` of whom
   * it is in turn
   * @returns requests a second, and each one's time in milliseconds
   * @throws where an answer has another status, or none comes
   */
  async send(request, amount, connections = CONNECTIONS) {
    this.process.send({ ...request, amount: Math.max(Math.ceil(amount), connections), connections });
    const [{ seconds, times, problem }] = await once(this.process, 'message');
    if (problem) throw new Error(`${request.method} ${request.url}: ${problem}`);
    return { rps: times.length / seconds, times };
  }

  stop() {
    this.process.kill();
  }
}
