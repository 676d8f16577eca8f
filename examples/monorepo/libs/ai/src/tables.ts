import { repriseEntities, repriseMigrations } from 'reprise';

/** Reprise has tables called `messages` and `results`; so may the host. */
export const TABLE_PREFIX = 'reprise_';

export const AI_ENTITIES = repriseEntities({ tablePrefix: TABLE_PREFIX });
export const AI_MIGRATIONS = repriseMigrations({ tablePrefix: TABLE_PREFIX });
