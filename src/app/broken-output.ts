/** Ignores errors of standard output and standard error, so that a reader that ends, as in `| head -1`, ends nothing. */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
