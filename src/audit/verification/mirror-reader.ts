import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Seal } from '../chain/seal.js';

/** Reads one tenant's seals from the file of a mirror, in order, as far as they are asked for. */
export class MirrorReader {
  private readonly seals: AsyncGenerator<Seal>;
  /** Read ahead. */
  private next: Seal | null = null;
  private isOver = false;

  constructor(path: string, tenantId: string) {
    this.seals = sealsOf(path, tenantId);
  }

  /** The seal with this number; `null` where the mirror does not have it. Numbers are asked for in rising order. */
  async at(number: number): Promise<Seal | null> {
    while (!this.isOver && (this.next === null || this.next.number < number)) {
      const read = await this.seals.next();
      this.isOver = read.done === true;
      this.next = read.done ? null : read.value;
    }
    return this.next?.number === number ? this.next : null;
  }

  async close(): Promise<void> {
    this.isOver = true;
    await this.seals.return(undefined);
  }
}

/** What comes twice is given twice. @throws when the file cannot be read */
async function* sealsOf(path: string, tenantId: string): AsyncGenerator<Seal> {
  const input = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const seal = readSeal(line);
      if (seal?.tenant_id === tenantId) yield seal;
    }
  } finally {
    input.destroy();
  }
}

/** A line that a crash has cut off is no seal; it was written again. */
function readSeal(line: string): Seal | null {
  try {
    return JSON.parse(line) as Seal;
  } catch {
    return null;
  }
}
