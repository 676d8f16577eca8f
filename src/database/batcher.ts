import { setImmediate } from 'node:timers/promises';

/** Those that have come and not begun. */
interface Batch {
  readonly items: unknown[];
  readonly outcomes: Promise<readonly unknown[]>;
}

/**
 * Performs a batch.
 * @param take closes the batch: what comes afterwards is in the next one. @returns its items
 * @returns the outcome of each, in their order; a promise among them settles for its own item only
 */
export type Perform<Item, Outcome> = (
  take: () => readonly Item[],
) => Promise<readonly (Outcome | PromiseLike<Outcome>)[]>;

export interface BatcherOptions {
  /** How many calls one batch takes. @default any number */
  readonly most?: number;
  /** Whether a batch begins only when the one before is over. @default false */
  readonly isSerial?: boolean;
}

/** Makes one batch of the calls of one kind that come in the same turn of the event loop, or before the batch has begun. */
export class Batcher {
  private readonly coming = new Map<unknown, Batch>();
  private readonly most: number;
  private readonly isSerial: boolean;
  private last: Promise<unknown> = Promise.resolve();

  constructor({ most = Infinity, isSerial = false }: BatcherOptions = {}) {
    this.most = most;
    this.isSerial = isSerial;
  }

  /**
   * @param kind of the call: calls of one kind are performed together
   * @param perform for the whole batch; that of its first call is used. Where it fails all of the batch do
   */
  async add<Item, Outcome>(kind: unknown, item: Item, perform: Perform<Item, Outcome>): Promise<Outcome> {
    const batch = this.coming.get(kind) ?? this.begin(kind, perform);
    const place = batch.items.push(item) - 1;
    if (batch.items.length >= this.most) this.coming.delete(kind);
    return (await batch.outcomes)[place] as Outcome | PromiseLike<Outcome>;
  }

  private begin<Item, Outcome>(kind: unknown, perform: Perform<Item, Outcome>): Batch {
    const items: Item[] = [];
    const take = (): readonly Item[] => {
      if (this.coming.get(kind) === batch) this.coming.delete(kind);
      return items;
    };
    const start = this.isSerial ? this.last : setImmediate();
    const outcomes = start.then(() => perform(take)).finally(take);
    const batch: Batch = { items, outcomes };
    this.coming.set(kind, batch);
    this.last = outcomes.catch(() => undefined);
    return batch;
  }
}
