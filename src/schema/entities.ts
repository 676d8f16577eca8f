import { Result } from '../analysis/entities/result.entity.js';

/** Every table of Reprise, by value, for the DataSource of the service or of a host. */
export const REPRISE_ENTITIES = [Result] as const;
