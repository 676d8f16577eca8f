import {
  type SimulatorDefaults,
  type SimulatorRequest,
  type SimulatorStats,
  type SimulatorStep,
} from './simulator-step.js';

/** Controls a simulator in the name of one account, which is an API key. Methods throw if the simulator refuses a call. */
export class SimulatorClient {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** Appends steps to the queue. */
  async script(steps: readonly SimulatorStep[]): Promise<void> {
    await this.call('POST', '/script', steps);
  }

  /** Sets the step for requests that find the queue empty. */
  async defaults(defaults: SimulatorDefaults): Promise<void> {
    await this.call('POST', '/defaults', defaults);
  }

  /** Releases the requests that wait at this hold and those that reach it later, until a step names it again. */
  async release(hold: string): Promise<void> {
    await this.call('POST', `/release/${encodeURIComponent(hold)}`);
  }

  /** Advances the account's clock, by which prompt caches expire. */
  async advanceClock(ms: number): Promise<void> {
    await this.call('POST', '/clock', { advance_ms: ms });
  }

  /** Deletes the account with its queue, journal and cache, and releases its held requests. */
  async reset(): Promise<void> {
    await this.call('DELETE', '');
  }

  /** The last 10,000 requests, oldest first. */
  requests(): Promise<SimulatorRequest[]> {
    return this.call('GET', '/requests');
  }

  stats(): Promise<SimulatorStats> {
    return this.call('GET', '/stats');
  }

  /** Waits until at least `n` message requests are in flight, or none if `n` is 0. Throws after a minute. */
  waitForInFlight(n: number): Promise<SimulatorStats> {
    return this.call('GET', `/in-flight?n=${n}`);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { 'x-api-key': this.apiKey, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${this.url}/_simulator${path}`, init);
    if (!response.ok) throw new Error(`the simulator refused ${method} ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
