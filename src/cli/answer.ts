/** What a command found out, for people and for programs. */
export interface Answer {
  /** What `--json` prints. */
  readonly document: object;
  /** What is printed without it. */
  readonly text: string;
  /** Whether something was found wanting; the exit code is then 1. @default false */
  readonly isWanting?: boolean;
}
