import { setImmediate } from 'node:timers/promises';

/**
 * Look-ups that are asked for at once are made once for each name. Each begins after all who share it have asked, so nobody
 * is told what was true before.
 */
export class SharedLookups<T> {
  private readonly coming = new Map<string, Promise<T>>();

  constructor(private readonly look: (name: string) => Promise<T>) {}

  /** @throws what the look-up throws, to all who share it */
  find(name: string): Promise<T> {
    const coming = this.coming.get(name) ?? this.lookSoon(name);
    this.coming.set(name, coming);
    return coming;
  }

  /** Once whatever else has arrived meanwhile is read, too. */
  private async lookSoon(name: string): Promise<T> {
    await setImmediate();
    this.coming.delete(name);
    return this.look(name);
  }
}
