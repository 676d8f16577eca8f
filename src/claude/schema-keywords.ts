/** Checks the value of a keyword, and describes the valid values. */
type KeywordRule = readonly [isFine: (value: unknown) => boolean, expected: string];

const MAX_PATTERN_LENGTH = 1000;

const TYPES: readonly unknown[] = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];

const SCHEMA: KeywordRule = [isSchema, 'a schema'];
const SCHEMAS: KeywordRule = [(value) => isListOf(value, isSchema) && value.length > 0, 'a list of schemas'];
const SCHEMA_MAP: KeywordRule = [
  (value) => isRecord(value) && Object.values(value).every(isSchema),
  'an object of schemas',
];
const STRINGS: KeywordRule = [(value) => isListOf(value, isString), 'a list of strings'];
const NUMBER: KeywordRule = [(value) => typeof value === 'number', 'a number'];
const COUNT: KeywordRule = [(value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number from 0 on'];

/** The valid values of the keywords with patterns. */
export const PATTERN_FAULT = {
  pattern: `a regular expression of at most ${MAX_PATTERN_LENGTH} characters`,
  patternProperties: `an object of schemas by regular expressions of at most ${MAX_PATTERN_LENGTH} characters`,
};
const UNSUPPORTED: KeywordRule = [() => false, 'left out: it is not supported'];

/**
 * What the validator assumes about the value of each keyword that it evaluates. It checks none of it: `required: "name"`
 * would require the properties `n`, `a`, `m` and `e`.
 */
const RULES: ReadonlyMap<string, KeywordRule> = new Map<string, KeywordRule>([
  [
    'type',
    [(value) => TYPES.includes(value) || isListOf(value, (type) => TYPES.includes(type)), 'a type, or a list of types'],
  ],
  ['enum', [Array.isArray, 'a list']],
  ['required', STRINGS],
  ['properties', SCHEMA_MAP],
  [
    'patternProperties',
    [
      (value) =>
        isRecord(value) && Object.entries(value).every(([key, schema]) => isShortString(key) && isSchema(schema)),
      PATTERN_FAULT.patternProperties,
    ],
  ],
  ['dependentSchemas', SCHEMA_MAP],
  [
    'dependentRequired',
    [(value) => isRecord(value) && Object.values(value).every(STRINGS[0]), 'an object of lists of strings'],
  ],
  ['$defs', SCHEMA_MAP],
  ['definitions', SCHEMA_MAP],
  ['allOf', SCHEMAS],
  ['anyOf', SCHEMAS],
  ['oneOf', SCHEMAS],
  ['prefixItems', SCHEMAS],
  ['not', SCHEMA],
  ['if', SCHEMA],
  ['then', SCHEMA],
  ['else', SCHEMA],
  ['items', SCHEMA],
  ['contains', SCHEMA],
  ['propertyNames', SCHEMA],
  ['additionalProperties', SCHEMA],
  ['unevaluatedProperties', SCHEMA],
  ['unevaluatedItems', SCHEMA],
  ['minimum', NUMBER],
  ['maximum', NUMBER],
  ['exclusiveMinimum', NUMBER],
  ['exclusiveMaximum', NUMBER],
  ['multipleOf', [(value) => typeof value === 'number' && value > 0, 'a number above 0']],
  ['minLength', COUNT],
  ['maxLength', COUNT],
  ['minItems', COUNT],
  ['maxItems', COUNT],
  ['minProperties', COUNT],
  ['maxProperties', COUNT],
  ['minContains', COUNT],
  ['maxContains', COUNT],
  ['uniqueItems', [(value) => typeof value === 'boolean', 'true or false']],
  ['pattern', [isShortString, PATTERN_FAULT.pattern]],
  // The validator looks formats up in a plain object: the format "__proto__" would crash it.
  ['format', [(value) => isString(value) && /^[a-z][a-z0-9-]*$/.test(value), 'the name of a format']],
  ['$ref', [(value) => isString(value) && value.startsWith('#'), 'a reference inside the schema, beginning with "#"']],
  ['$id', [isString, 'a string']],
  ['$anchor', [isString, 'a string']],
  ['$dynamicRef', UNSUPPORTED],
  ['$recursiveRef', UNSUPPORTED],
  ['dependencies', UNSUPPORTED],
]);

/** Describes the first keyword of one subschema that the validator cannot evaluate; `null` if there is none. */
export function faultOfKeywords(schema: Readonly<Record<string, unknown>>): string | null {
  for (const [keyword, value] of Object.entries(schema)) {
    const rule = RULES.get(keyword);
    if (rule !== undefined && !rule[0](value)) return `"${keyword}" has to be ${rule[1]}`;
  }
  return null;
}

/** The patterns of one subschema whose keywords are valid. */
export function patternsOf({
  pattern,
  patternProperties,
}: Readonly<Record<string, unknown>>): { readonly keyword: keyof typeof PATTERN_FAULT; readonly pattern: string }[] {
  const keys = isRecord(patternProperties) ? Object.keys(patternProperties) : [];
  const ofKeys = keys.map((key) => ({ keyword: 'patternProperties' as const, pattern: key }));
  return isString(pattern) ? [{ keyword: 'pattern', pattern }, ...ofKeys] : ofKeys;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || isRecord(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf(value: unknown, isFine: (item: unknown) => boolean): value is unknown[] {
  return Array.isArray(value) && value.every(isFine);
}

/** Checks the length only: compiling a pattern takes time and happens in the worker. */
function isShortString(value: unknown): boolean {
  return isString(value) && value.length <= MAX_PATTERN_LENGTH;
}
