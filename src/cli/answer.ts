/** The result of a command, for people and for programs. */
export interface Answer {
  /** Printed with `--json`. */
  readonly document: object;
  /** Printed without `--json`. */
  readonly text: string;
  /** Whether the command found problems; the exit code is then 1. @default false */
  readonly hasProblems?: boolean;
}
