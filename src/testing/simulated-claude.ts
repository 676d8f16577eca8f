import { SimulatedClaude, type SimulatedClaudeOptions, SimulatorClient } from '../simulator/index.js';

export interface StartSimulatedClaudeOptions extends SimulatedClaudeOptions {
  /** The account that `client` controls. Pass the same key to Reprise. @default 'simulated' */
  readonly apiKey?: string;
}

export interface RunningSimulatedClaude {
  /** The base URL for Reprise's `claude` options. */
  readonly url: string;
  readonly apiKey: string;
  /** Scripts Claude's replies, and returns the requests that it received. */
  readonly client: SimulatorClient;
  /** Closes all connections, including those with requests in flight. */
  stop(): Promise<void>;
}

/**
 * Starts a simulator of the Claude API on loopback, in this process. Each API key is a separate account, so test files with
 * different keys can share one simulator. To run it in its own process, use `reprise/simulator`.
 */
export async function startSimulatedClaude({
  apiKey = 'simulated',
  ...options
}: StartSimulatedClaudeOptions = {}): Promise<RunningSimulatedClaude> {
  const simulator = await SimulatedClaude.start(options);
  const client = new SimulatorClient(simulator.url, apiKey);
  return { url: simulator.url, apiKey, client, stop: () => simulator.close() };
}
