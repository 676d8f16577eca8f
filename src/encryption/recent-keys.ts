import type { Clock } from '../common/index.js';
import type { ContentKey } from './content-key.js';

/** How long a key is cached, in milliseconds. */
const FOR_MS = 60_000;
/** Maximum number of cached keys, of about a kilobyte each. */
const AT_MOST = 10_000;

/** Cache of unwrapped keys, which saves a query for each read. Evicts the least recently used key. */
export class RecentKeys {
  private readonly keys = new Map<string, { readonly key: ContentKey; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  get(name: string): ContentKey | undefined {
    const entry = this.keys.get(name);
    if (entry === undefined) return undefined;
    this.keys.delete(name);
    const msLeft = entry.until - this.clock.now().getTime();
    // A longer remaining time means that the clock was set back since the key was read.
    if (msLeft <= 0 || msLeft > FOR_MS) return undefined;
    this.keys.set(name, entry);
    return entry.key;
  }

  set(name: string, key: ContentKey): void {
    this.keys.delete(name);
    this.keys.set(name, { key, until: this.clock.now().getTime() + FOR_MS });
    const [oldest] = this.keys.keys();
    if (this.keys.size > AT_MOST && oldest !== undefined) this.keys.delete(oldest);
  }

  forget(name: string): void {
    this.keys.delete(name);
  }
}
