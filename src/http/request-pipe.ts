import { type ArgumentMetadata, Injectable, ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldError, ValidationFailedError } from '../common/index.js';
import { findMalformed } from './malformed.js';
import { ProblemException } from './problem.exception.js';

const WHOLE = 'reprise:whole-body';

/** Marks a body that has to be there although every field may be left out: nothing is taken for everything unset. */
export function WholeBody(): ClassDecorator {
  return (body) => Reflect.defineMetadata(WHOLE, true, body);
}

/**
 * Strict validation of what a client sends: only listed fields, only of the listed types, only text that every
 * database and every JSON reader can hold.
 */
@Injectable()
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => validationFailed(errors.flatMap((error) => fieldErrors(error))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    const malformed = findMalformed(value);
    if (malformed) throw validationFailed([malformed]);
    if (metadata.type === 'body' && !isObject(value) && (value !== undefined || isWhole(metadata))) {
      throw validationFailed([{ field: '', message: 'the body must be a JSON object' }]);
    }
    // class-transformer drops these names without a word, so that validation would never see them.
    const inherited = Object.keys(value ?? {}).filter((name) => name in Object.prototype);
    if (inherited.length > 0) {
      throw validationFailed(inherited.map((field) => ({ field, message: 'is not a known field' })));
    }
    return super.transform(value ?? {}, metadata) as Promise<unknown>;
  }
}

export function validationFailed(errors: readonly FieldError[]): ProblemException {
  const fields = errors.map(({ field, message }) => (field === '' ? message : `${field} ${message}`));
  return ProblemException.from(new ValidationFailedError(`${fields.join('; ')}.`, { errors }));
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
    field,
    message: constraint === 'whitelistValidation' ? 'is not a known field' : withoutName(message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** class-validator begins its messages with the property's name, which has a field of its own here. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function isWhole({ metatype }: ArgumentMetadata): boolean {
  return metatype !== undefined && Reflect.hasMetadata(WHOLE, metatype);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
