import { type SimulatorRequest } from './simulator-step.js';

const MAX_ENTRIES = 10_000;
const SECRETS = ['authorization', 'x-api-key'];

/** An entry that may still change. Dates and copies are made when the journal is read, because they cost time. */
export interface JournalEntry extends Omit<SimulatorRequest, 'at'> {
  readonly atMs: number;
}

/** The last 10,000 requests of one account. */
export class Journal {
  private entries: JournalEntry[] = [];

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    // Trimming in bulk keeps the cost of adding an entry constant.
    if (this.entries.length >= MAX_ENTRIES * 2) this.entries = this.entries.slice(-MAX_ENTRIES);
  }

  read(): SimulatorRequest[] {
    return this.entries.slice(-MAX_ENTRIES).map(({ atMs, headers, ...entry }) => ({
      ...entry,
      at: new Date(atMs).toISOString(),
      headers: redact(headers),
    }));
  }
}

function redact(headers: JournalEntry['headers']): JournalEntry['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRETS.includes(name) ? '[redacted]' : value]),
  );
}
