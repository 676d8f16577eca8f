import { SimulatedClaude, type SimulatedClaudeOptions, SimulatorClient } from '../simulator/index.js';

export interface StartSimulatedClaudeOptions extends SimulatedClaudeOptions {
  /** The account that `client` speaks for: give Reprise the same key. @default 'simulated' */
  readonly apiKey?: string;
}

export interface RunningSimulatedClaude {
  /** What Reprise takes as Claude's base URL. */
  readonly url: string;
  readonly apiKey: string;
  /** Says what Claude answers next, and tells what it was asked. */
  readonly client: SimulatorClient;
  /** Drops whatever is still in flight. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for the Claude API on loopback, in this process. Each API key is an account of its own, so that test
 * files that share one are not in each other's way. As a process of its own it is `reprise/simulator`.
 */
export async function startSimulatedClaude({
  apiKey = 'simulated',
  ...options
}: StartSimulatedClaudeOptions = {}): Promise<RunningSimulatedClaude> {
  const simulator = await SimulatedClaude.start(options);
  const client = new SimulatorClient(simulator.url, apiKey);
  return { url: simulator.url, apiKey, client, stop: () => simulator.close() };
}
