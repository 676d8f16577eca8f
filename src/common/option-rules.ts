/** What is wrong with the value of an option, a line a mistake. `undefined` is right unless the option is required. */
export type OptionRule = (value: unknown, name: string) => readonly string[];

/** One rule for each option that there is; any other name is refused. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/** The longest delay one timer can hold, in milliseconds; a longer one would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** @param least of what is allowed @param most of what is allowed */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): OptionRule {
  const isRight = (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return rule(`a whole number from ${least} to ${most}`, isRight, shown);
}

export const flag: OptionRule = rule('true or false', (value) => typeof value === 'boolean', shown);

/** How long a process is taken for alive, in milliseconds: it gives a sign of life every third of that. */
export const leaseTime: OptionRule = wholeNumber(300, 600_000);

/** A text that is not blank. What it is stays out of the message: it may be a secret. */
export const text: OptionRule = rule(
  'a string that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
);

export function oneOf(...choices: readonly string[]): OptionRule {
  return rule(choices.join(' or '), (value) => choices.includes(value as string), shown);
}

/** An address; it stays out of the message, since it may hold a password. @param schemes such as `https` */
export function address(...schemes: readonly string[]): OptionRule {
  return rule(`an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`, (value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    return schemes.includes(new URL(value).protocol.slice(0, -1));
  });
}

/** @param base whose methods the class has */
export function classOf(base: string): OptionRule {
  return rule(`a class that extends ${base}`, (value) => typeof value === 'function');
}

/** An object of the host's, known by its methods: its class may come from another copy of a package. */
export function having(what: string, ...methods: readonly string[]): OptionRule {
  return rule(`${what}, which has ${methods.map((method) => `${method}()`).join(', ')}`, (value) => {
    if (typeof value !== 'object' || value === null) return false;
    return methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');
  });
}

/** @param what it has to be, such as `true or false` @param show tells of a wrong value what may be told */
export function rule(what: string, isRight: (value: unknown) => boolean, show: (value: unknown) => string = kindOf) {
  const check: OptionRule = (value, name) =>
    value === undefined || isRight(value) ? [] : [`${name} has to be ${what}, not ${show(value)}`];
  return check;
}

/** What is right when its own reader takes it. @param read throws where it does not */
export function readable(what: string, read: (value: never) => unknown): OptionRule {
  return rule(what, (value) => {
    try {
      read(value as never);
      return true;
    } catch {
      return false;
    }
  });
}

export function orNull(other: OptionRule): OptionRule {
  return (value, name) => (value === null ? [] : other(value, name));
}

/** @param example of what to write */
export function required(other: OptionRule, example: string): OptionRule {
  return (value, name) => (value === undefined ? [`${name} is missing: give ${example}`] : other(value, name));
}

/** An object of options. @param together finds what single rules cannot, in an object whose names are right */
export function options<Options>(
  rules: OptionRules<Options>,
  together: (given: Options, name: string) => readonly string[] = () => [],
): OptionRule {
  const known = Object.keys(rules);
  return (value, name) => {
    if (value === undefined) return [];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [`${name || 'what is given'} has to be an object, not ${kindOf(value)}`];
    }
    const path = (key: string) => (name === '' ? key : `${name}.${key}`);
    const given = value as Record<string, unknown>;
    const unknown = Object.keys(given).filter((key) => !known.includes(key) && given[key] !== undefined);
    const faults = [
      ...unknown.map((key) => `${path(key)} is no option: there ${existing(known)}`),
      ...known.flatMap((key) => rules[key as keyof Options](given[key], path(key))),
    ];
    return faults.length > 0 ? faults : together(value as Options, name);
  };
}

/** @throws Error with one line a mistake. @param subject of which the options are, such as `CacheModule` */
export function checkOptions<Options>(subject: string, given: unknown, rules: OptionRule): Options {
  if (given === undefined || given === null)
    throw new Error(`${subject} is given no options: its useFactory returns none`);
  const faults = rules(given, '');
  if (faults.length > 0) throw new Error(`${subject} does not start with these options:\n  ${faults.join('\n  ')}`);
  return given as Options;
}

function existing(names: readonly string[]): string {
  return names.length === 0 ? 'are none' : `are ${names.join(', ')}`;
}

/** Numbers and short texts; a secret pasted into the wrong option does not end up whole in a log. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > 16 ? kindOf(value) : `the string ${JSON.stringify(value)}`;
  return typeof value === 'number' ? String(value) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.trim() === '' ? 'an empty string' : 'this string';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
