/**
 * Checks the value of an option. Returns one line for each error. `undefined` is valid unless the option is required.
 */
export type OptionRule = (value: unknown, name: string) => readonly string[];

/** One rule for each option. Other names are refused. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/** The longest delay of a timer in milliseconds; a timer with a longer one fires at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** An integer. @param least minimum @param most maximum */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): OptionRule {
  const isRight = (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return rule(`a whole number from ${least} to ${most}`, isRight, shown);
}

export const flag: OptionRule = rule('true or false', (value) => typeof value === 'boolean', shown);

/** Lifetime of a process' lease in milliseconds. The process renews it every third of that. */
export const leaseTime: OptionRule = wholeNumber(300, 600_000);

/** A text that is not blank. The value does not appear in the message, because it may be a secret. */
export const text: OptionRule = rule(
  'a string that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
);

export function oneOf(...choices: readonly string[]): OptionRule {
  return rule(choices.join(' or '), (value) => choices.includes(value as string), shown);
}

/** A URL. It does not appear in the message, because it may contain a password. @param schemes such as `https` */
export function address(...schemes: readonly string[]): OptionRule {
  return rule(`an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`, (value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    return schemes.includes(new URL(value).protocol.slice(0, -1));
  });
}

/** A class. @param base name of the class that it must extend, for the message */
export function classOf(base: string): OptionRule {
  return rule(`a class that extends ${base}`, (value) => typeof value === 'function');
}

/**
 * An object of the host with these methods. `instanceof` is not used, because its class may come from another copy of a
 * package.
 */
export function having(what: string, ...methods: readonly string[]): OptionRule {
  return rule(`${what}, which has ${methods.map((method) => `${method}()`).join(', ')}`, (value) => {
    if (typeof value !== 'object' || value === null) return false;
    return methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function');
  });
}

/**
 * A rule for one value. @param what description of valid values, such as `true or false` @param show formats an invalid
 * value, without secrets, for the message
 */
export function rule(what: string, isRight: (value: unknown) => boolean, show: (value: unknown) => string = kindOf) {
  const check: OptionRule = (value, name) =>
    value === undefined || isRight(value) ? [] : [`${name} has to be ${what}, not ${show(value)}`];
  return check;
}

/** A value that `read` accepts. @param read throws for an invalid value */
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

/** Makes a rule refuse `undefined`. @param example what to set, for the message */
export function required(other: OptionRule, example: string): OptionRule {
  return (value, name) => (value === undefined ? [`${name} is missing: give ${example}`] : other(value, name));
}

/** An object of options. @param together checks combinations of options, once all single rules pass */
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
    const errors = [
      ...unknown.map((key) => `${path(key)} is no option: there ${existing(known)}`),
      ...known.flatMap((key) => rules[key as keyof Options](given[key], path(key))),
    ];
    return errors.length > 0 ? errors : together(value as Options, name);
  };
}

/** @throws Error with one line for each error. @param subject the class that has the options, such as `CacheModule` */
export function checkOptions<Options>(subject: string, given: unknown, rules: OptionRule): Options {
  if (given === undefined || given === null)
    throw new Error(`${subject} is given no options: its useFactory returns none`);
  const errors = rules(given, '');
  if (errors.length > 0) throw new Error(`${subject} does not start with these options:\n  ${errors.join('\n  ')}`);
  return given as Options;
}

function existing(names: readonly string[]): string {
  return names.length === 0 ? 'are none' : `are ${names.join(', ')}`;
}

/** Formats an invalid value for a message: numbers and short texts only, because a long text may be a secret. */
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
