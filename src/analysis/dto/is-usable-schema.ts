import { ValidateBy, type ValidationArguments } from 'class-validator';
import { isUsableSchema } from '../../claude/index.js';

/** A JSON Schema that answers can be held against. */
export function IsUsableSchema(): PropertyDecorator {
  return ValidateBy({
    name: 'isUsableSchema',
    validator: {
      validate: (value: unknown) => isUsableSchema(value) === null,
      defaultMessage: (about?: ValidationArguments) =>
        `is not usable: ${isUsableSchema(about?.value) ?? 'no JSON Schema'}`,
    },
  });
}
