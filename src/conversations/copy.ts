import type { Message } from './entities/message.entity.js';

/** A path, and the summaries of its stretches, as messages of another conversation; their times and costs stay. */
export function copyOf(
  path: readonly Message[],
  summaries: readonly Message[],
  conversationId: string,
  nextId: () => string,
): { readonly copies: readonly Message[]; readonly leafId: string | null } {
  const isOnPath = new Set(path.map(({ id }) => id));
  const sources = [...path, ...summaries.filter(({ parentId }) => parentId !== null && isOnPath.has(parentId))];
  const ids = new Map(sources.map(({ id }) => [id, nextId()]));
  const copied = (id: string | null) => (id === null ? null : (ids.get(id) ?? null));
  const copies = sources.map((message) => ({
    ...message,
    ...{ id: ids.get(message.id) ?? nextId(), conversationId, idempotencyDigest: null },
    ...{ parentId: copied(message.parentId), contextFromId: copied(message.contextFromId) },
    summaryId: copied(message.summaryId),
  }));
  return { copies, leafId: copied(path.at(-1)?.id ?? null) };
}
