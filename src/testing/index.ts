export { type FakeAnswer, FakeClaudeClient } from '../claude/testing/fake-claude-client.js';
export {
  SimulatedClaude,
  type SimulatedClaudeOptions,
  SimulatorClient,
  type SimulatorDefaults,
  type SimulatorOutcome,
  type SimulatorRequest,
  type SimulatorStats,
  type SimulatorStep,
} from '../simulator/index.js';
export { ManualClock } from './manual-clock.js';
export {
  type RunningSimulatedClaude,
  startSimulatedClaude,
  type StartSimulatedClaudeOptions,
} from './simulated-claude.js';
export { testingDataSource, type TestingDataSourceOptions } from './testing-data-source.js';
