import { ValidateBy, type ValidationArguments } from 'class-validator';
import { isUsableSchema } from '../../claude/index.js';

/** A JSON Schema that answers can be held against. */
export function IsUsableSchema(): PropertyDecorator {
  // A message is made at once, when what is wrong was found out: by schema, which is an object of the request's own.
  const faults = new WeakMap<object, string>();
  return ValidateBy({
    name: 'isUsableSchema',
    async: true,
    validator: {
      validate: async (value: unknown) => {
        const fault = await isUsableSchema(value);
        if (fault !== null && typeof value === 'object' && value !== null) faults.set(value, fault);
        return fault === null;
      },
      defaultMessage: (about?: ValidationArguments) =>
        `is not usable: ${faults.get(about?.value as object) ?? 'it has to be a JSON object'}`,
    },
  });
}
