import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { type FieldError, ValidationFailedError } from '../common/index.js';
import { findMalformed, nameShown } from './malformed.js';
import { ProblemException } from './problem.exception.js';

const WHOLE = 'reprise:whole-body';
/** Fields that a request may have next to each other; none has a third as many that are known. */
const MAX_FIELDS = 64;
/** As many faults as an answer lists. */
const MAX_ERRORS = 10;

/** Marks a body that has to be there although every field may be left out: nothing is taken for everything unset. */
export function WholeBody(): ClassDecorator {
  return (body) => Reflect.defineMetadata(WHOLE, true, body);
}

/**
 * Strict validation of what a client sends: only listed fields, only of the listed types, only text that every
 * database and every JSON reader can hold. Objects and lists are taken exactly as they were sent: Nest's own pipe would
 * take names such as `constructor` out of them, and class-transformer would rebuild them, however large they are.
 */
@Injectable()
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type === 'custom') return value;
    const malformed = findMalformed(value);
    if (malformed) throw validationFailed([malformed]);
    if (!isShaped(metatype)) return value;
    if (type === 'body' && !isObject(value) && (value !== undefined || isWhole(metatype))) {
      throw validationFailed([{ field: '', message: 'the body must be a JSON object' }]);
    }
    const fields = Object.entries(value ?? {});
    if (fields.length > MAX_FIELDS) {
      throw validationFailed([
        { field: '', message: `the request has more than ${MAX_FIELDS} fields: leave some out` },
      ]);
    }
    // class-transformer drops these names without a word, so that validation would never see them.
    const inherited = fields.filter(([name]) => name in Object.prototype);
    if (inherited.length > 0) throw validationFailed(inherited.map(([name]) => unknownField(name)));
    const request = toInstance(metatype, fields);
    const errors = await validate(request, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      stopAtFirstError: true,
      // The value only to tell what is missing from what is wrong; it is never repeated.
      validationError: { target: false, value: true },
    });
    if (errors.length > 0) throw validationFailed(errors.flatMap(fieldErrors));
    return request;
  }
}

/** @param errors of which the first are shown: an answer does not grow with what is wrong */
export function validationFailed(errors: readonly FieldError[]): ProblemException {
  const shown = errors.slice(0, MAX_ERRORS);
  const fields = shown.map(({ field, message }) => (field === '' ? message : `${field} ${message}`));
  if (errors.length > MAX_ERRORS) fields.push(`${errors.length - MAX_ERRORS} more faults like these`);
  return ProblemException.from(new ValidationFailedError(`${fields.join('; ')}.`, { errors: shown }));
}

/** Fields are converted where their class says so; what holds others stays the same object. */
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

/** class-validator begins its messages with the property's name, which has a field of its own here. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

/** The types of the language list no fields. */
function isShaped(metatype: ArgumentMetadata['metatype']): metatype is Type<object> {
  return metatype !== undefined && !NATIVE.includes(metatype);
}

const NATIVE: readonly unknown[] = [String, Boolean, Number, Array, Object, Date];

function isWhole(metatype: Type<object>): boolean {
  return Reflect.hasMetadata(WHOLE, metatype);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
