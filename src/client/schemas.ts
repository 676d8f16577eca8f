import type { components } from './schema.js';

/** What the OpenAPI document calls its schemas: `Schemas['AnalysisResponse']`. */
export type Schemas = components['schemas'];

/** What an error is: RFC 9457 with a stable `code`. */
export type Problem = Schemas['ProblemResponse'];
