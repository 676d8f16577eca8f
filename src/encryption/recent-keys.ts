import type { Clock } from '../common/index.js';
import type { ContentKey } from './content-key.js';

/** How long a key that was read is taken for still there, in milliseconds. */
const FOR_MS = 60_000;
/** About a kilobyte each. */
const AT_MOST = 10_000;

/** Keys that were unwrapped a short while ago, so that not every read asks for them. The least recently used go first. */
export class RecentKeys {
  private readonly keys = new Map<string, { readonly key: ContentKey; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  get(name: string): ContentKey | undefined {
    const entry = this.keys.get(name);
    if (entry === undefined) return undefined;
    this.keys.delete(name);
    const msLeft = entry.until - this.clock.now().getTime();
    // More is left only where the clock was ahead when the key was read.
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
