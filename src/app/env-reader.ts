export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings and collects all mistakes, so that the operator can fix them together. */
export class EnvReader {
  readonly problems: string[] = [];

  constructor(private readonly source: Environment) {}

  /** The value, or `fallback` if the variable is unset or blank. */
  text<T extends string | undefined>(name: string, fallback: T): string | T {
    return this.source[name]?.trim() || fallback;
  }

  required(name: string, advice: string): string {
    return this.text(name, undefined) ?? this.complain(name, `is not set: ${advice}`, '');
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name, undefined);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    return this.complain(name, `must be a whole number from ${min} to ${max}, not ${quote(text)}`, fallback);
  }

  flag(name: string, fallback: boolean): boolean {
    return this.choice(name, ['true', 'false'], String(fallback)) === 'true';
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    return this.optionalChoice(name, choices) ?? fallback;
  }

  optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name, undefined);
    if (text === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === text);
    return choice ?? this.complain(name, `must be ${choices.join(' or ')}, not ${quote(text)}`, undefined);
  }

  /** Records a mistake. @returns `fallback`, to continue with */
  complain<T>(name: string, mistake: string, fallback: T): T {
    this.problems.push(`${name} ${mistake}`);
    return fallback;
  }
}

/** Shortens a value, so that a secret in the wrong variable is not logged as a whole. */
function quote(text: string): string {
  return JSON.stringify(text.length > 24 ? `${text.slice(0, 12)}…` : text);
}

export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
