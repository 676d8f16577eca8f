import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Seal } from '../chain/seal.js';
import { isSeal, parseLine } from './lines.js';

/** How many seals are kept that came before their turn. */
const MOST_AHEAD = 200;

/** Reads one tenant's seals from the file of a mirror, as far as they are asked for; also where lines are out of order. */
export class MirrorReader {
  private readonly seals: AsyncGenerator<Seal>;
  private readonly ahead = new Map<number, Seal>();
  private isOver = false;

  constructor(path: string, tenantId: string) {
    this.seals = sealsOf(path, tenantId);
  }

  /** Whether the mirror has seals of higher numbers than were asked for. */
  get isAhead(): boolean {
    return this.ahead.size > 0;
  }

  /** The seal with this number; `null` where the mirror does not have it. Numbers are asked for in rising order. */
  async at(number: number): Promise<Seal | null> {
    while (!this.isOver && !this.ahead.has(number) && this.ahead.size < MOST_AHEAD) {
      const read = await this.seals.next();
      this.isOver = read.done === true;
      // What comes twice counts as it came first.
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

/** A file that is not there has no seals yet: the first one makes it. @throws when it is there and cannot be read */
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

/** A line that a crash has cut off is no seal; it was written again. */
function readSeal(line: string): Seal | null {
  const value = parseLine(line);
  return isSeal(value) ? value : null;
}
