import { ArgumentMetadata, Type, ValidationPipe } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { invalidInput } from './invalid-input';

/** Unknown fields are refused, types are not guessed. */
const STRICT = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: false,
  // Whether there was a value decides the sentence; the value itself is never told.
  validationError: { target: false },
};

/** Validation of every request to a route. */
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({ ...STRICT, transform: true, exceptionFactory: invalidInput });
  }

  /** @throws INVALID_INPUT with a sentence by field */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (this.toValidate(metadata)) refuseInherited(value);
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

/**
 * The same for what comes another way: asks of services, events of sockets. What is no object counts as an empty one.
 * @throws INVALID_INPUT with a sentence by field
 */
export async function validated<T extends object>(dto: Type<T>, given: unknown): Promise<T> {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const plain = isObject ? given : {};
  refuseInherited(plain);
  const instance = plainToInstance(dto, plain);
  const problems = await validate(instance, STRICT);
  if (problems.length > 0) throw invalidInput(problems);
  return instance;
}

function refuseInherited(value: unknown): void {
  const errors = inheritedNames(value);
  if (errors.length > 0) throw invalidInput(errors);
}

/**
 * Fields called like what every object has, such as `constructor`. No field of ours is, but class-validator, which looks
 * them up in an ordinary object, takes them for known.
 */
function inheritedNames(value: unknown): ValidationError[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([property, inside]): ValidationError[] => {
    if (property in Object.prototype) return [{ property, constraints: { whitelistValidation: property } }];
    const children = inheritedNames(inside);
    return children.length > 0 ? [{ property, children }] : [];
  });
}
