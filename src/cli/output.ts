/** Where a command writes. */
export interface Output {
  /** What it was asked for. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
}

export const PROCESS_OUTPUT: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
