import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { type FieldError, ValidationFailedError } from '../common/index.js';
import { findMalformed, nameShown } from './malformed.js';
import { ProblemException } from './problem.exception.js';

const WHOLE = 'reprise:whole-body';
/** Maximum number of top-level fields of a request. The largest DTO has less than a third as many. */
const MAX_FIELDS = 64;
/** Maximum number of errors in one response. */
const MAX_ERRORS = 10;

/** Marks a request body that is required although all its fields are optional, since an empty one would unset them all. */
export function WholeBody(): ClassDecorator {
  return (body) => Reflect.defineMetadata(WHOLE, true, body);
}

/**
 * Strict validation of requests: known fields only, and only texts that every database and JSON parser can represent.
 * Nested objects and arrays are kept exactly as they were sent: Nest's own pipe would remove names such as
 * `constructor`, and class-transformer would copy them, however large they are.
 */
@Injectable()
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'custom') return value;
    const malformed = findMalformed(value);
    if (malformed) throw validationFailed([malformed]);
    if (!isDto(metatype)) return value;
    if (type === 'body' && !isObject(value) && (value !== undefined || isWhole(metatype))) {
      throw validationFailed([{ field: '', message: 'the body must be a JSON object' }]);
    }
    const fields = Object.entries(value ?? {});
    if (fields.length > MAX_FIELDS) {
      throw validationFailed([
        { field: '', message: `the request has more than ${MAX_FIELDS} fields: leave some out` },
      ]);
    }
    // class-transformer drops these names silently, so that validation would not see them.
    const inherited = fields.filter(([name]) => name in Object.prototype);
    if (inherited.length > 0) throw validationFailed(inherited.map(([name]) => unknownField(name)));
    const request = toInstance(metatype, fields);
    const errors = await validate(request, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      stopAtFirstError: true,
      // The value only distinguishes missing fields from invalid ones; it does not appear in messages.
      validationError: { target: false, value: true },
    });
    if (errors.length > 0) throw validationFailed(errors.flatMap(fieldErrors));
    return request;
  }
}

/** @param errors only the first ten are listed, so that the response stays small */
export function validationFailed(errors: readonly FieldError[]): ProblemException {
  const shown = errors.slice(0, MAX_ERRORS);
  const fields = shown.map(({ field, message }) => (field === '' ? message : `${field} ${message}`));
  if (errors.length > MAX_ERRORS) fields.push(`${errors.length - MAX_ERRORS} more errors`);
  return ProblemException.from(new ValidationFailedError(`${fields.join('; ')}.`, { errors: shown }));
}

/** Scalar fields are converted as their class declares; objects and arrays are kept as they are. */
function toInstance(metatype: Type<object>, fields: readonly (readonly [string, unknown])[]): object {
  const isDocument = ([, value]: readonly [string, unknown]) => typeof value === 'object' && value !== null;
  const plain = Object.fromEntries(fields.filter((field) => !isDocument(field)));
  return Object.assign(plainToInstance(metatype, plain), Object.fromEntries(fields.filter(isDocument)));
}

function fieldErrors({ property, value, constraints = {} }: ValidationError): FieldError[] {
  return Object.entries(constraints).map(([constraint, message]) =>
    constraint === 'whitelistValidation'
      ? unknownField(property)
      : { field: property, message: value === undefined ? 'is required' : withoutName(message, property) },
  );
}

function unknownField(name: string): FieldError {
  return { field: nameShown(name), message: 'is not a known field' };
}

/** Removes the property's name from class-validator's message, since the error has a `field` of its own. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

/** Whether the type is a DTO class. Native types declare no fields. */
function isDto(metatype: ArgumentMetadata['metatype']): metatype is Type<object> {
  return metatype !== undefined && !NATIVE.includes(metatype);
}

const NATIVE: readonly unknown[] = [String, Boolean, Number, Array, Object, Date];

function isWhole(metatype: Type<object>): boolean {
  return Reflect.hasMetadata(WHOLE, metatype);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
