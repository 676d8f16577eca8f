export { createRepriseClient, type RepriseClient, type RepriseClientOptions } from './client.js';
export {
  type AnalysisEvent,
  analysisEvents,
  type ByteStream,
  type FailedEvent,
  type MessageStarted,
  type Problem,
  type Schemas,
  StreamCutError,
  type TurnEvent,
  turnEvents,
} from './events.js';
export type { components, operations, paths } from './schema.js';
