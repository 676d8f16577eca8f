import {
  type SimulatorDefaults,
  type SimulatorRequest,
  type SimulatorStats,
  type SimulatorStep,
} from './simulator-step.js';

/** What a test says to a simulator, in the name of one account. A refusal throws. */
export class SimulatorClient {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** Queues steps behind those that still wait. */
  async script(steps: readonly SimulatorStep[]): Promise<void> {
    await this.call('POST', '/script', steps);
  }

  /** Replaces the step for requests that find the queue empty. */
  async defaults(defaults: SimulatorDefaults): Promise<void> {
    await this.call('POST', '/defaults', defaults);
  }

  /** Lets go who waits at this hold and who comes later, until a step names it again. */
  async release(hold: string): Promise<void> {
    await this.call('POST', `/release/${encodeURIComponent(hold)}`);
  }

  /** Moves the account's clock, on which prompt caches expire. */
  async advanceClock(ms: number): Promise<void> {
    await this.call('POST', '/clock', { advance_ms: ms });
  }

  /** Forgets everything about the account; requests on hold are let go. */
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

  /** Waits until at least `n` message requests are in flight, or none for 0. Throws after a minute. */
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
