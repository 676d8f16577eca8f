/** Where a command writes its output. */
export interface Output {
  /** Writes the result. */
  out(text: string): void;
  /** Writes errors and other messages. */
  err(text: string): void;
}

export const PROCESS_OUTPUT: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
