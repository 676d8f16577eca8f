import { type SimulatorRequest } from './simulator-step.js';

const KEPT = 10_000;
const SECRETS = ['authorization', 'x-api-key'];

/** A line still being written; what costs time (dates, copies) waits until somebody reads it. */
export interface JournalEntry extends Omit<SimulatorRequest, 'at'> {
  readonly atMs: number;
}

/** The last 10,000 requests of one account. */
export class Journal {
  private entries: JournalEntry[] = [];

  add(entry: JournalEntry): void {
    this.entries.push(entry);
    // Trimming in bulk keeps the price of one entry flat.
    if (this.entries.length >= KEPT * 2) this.entries = this.entries.slice(-KEPT);
  }

  read(): SimulatorRequest[] {
    return this.entries.slice(-KEPT).map(({ atMs, headers, ...entry }) => ({
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
