export { SimulatedClaude, type SimulatedClaudeOptions } from './simulated-claude.js';
export { SimulatorClient } from './simulator-client.js';
export {
  type SimulatorDefaults,
  type SimulatorOutcome,
  type SimulatorRequest,
  type SimulatorStats,
  type SimulatorStep,
} from './simulator-step.js';
