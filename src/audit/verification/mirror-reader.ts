import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Seal } from '../chain/seal.js';
import { isSeal, parseLine } from './lines.js';

/** Maximum number of seals kept in memory that were read before they are needed. */
const MOST_AHEAD = 200;

/** Reads one tenant's seals from a mirror file on demand. Lines may be slightly out of order. */
export class MirrorReader {
  private readonly seals: AsyncGenerator<Seal>;
  private readonly ahead = new Map<number, Seal>();
  private isOver = false;

  constructor(path: string, tenantId: string) {
    this.seals = sealsOf(path, tenantId);
  }

  /** Whether the mirror has seals with higher numbers than those requested. */
  get isAhead(): boolean {
    return this.ahead.size > 0;
  }

  /** The seal with this number, or `null` if the mirror does not have it. Must be called with ascending numbers. */
  async at(number: number): Promise<Seal | null> {
    while (!this.isOver && !this.ahead.has(number) && this.ahead.size < MOST_AHEAD) {
      const read = await this.seals.next();
      this.isOver = read.done === true;
      // Of duplicates the first one counts.
      if (!read.done && read.value.number >= number && !this.ahead.has(read.value.number))
        this.ahead.set(read.value.number, read.value);
    }
    const found = this.ahead.get(number) ?? null;
    this.ahead.delete(number);
    return found;
  }

  async close(): Promise<void> {
    this.isOver = true;
    await this.seals.return(undefined);
  }
}

/** A missing file has no seals; writing the first one creates it. @throws if the file exists but cannot be read */
async function* sealsOf(path: string, tenantId: string): AsyncGenerator<Seal> {
  const input = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const seal = readSeal(line);
      if (seal?.tenant_id === tenantId) yield seal;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    input.destroy();
  }
}

/** `null` for a line that a crash has truncated; its seal was written again. */
function readSeal(line: string): Seal | null {
  const value = parseLine(line);
  return isSeal(value) ? value : null;
}
