import { ValidateIf } from 'class-validator';

/**
 * A field that may be left out. Unlike class-validator's IsOptional it does not let `null` through, which code behind
 * it would have to expect everywhere.
 * @param nullable where null has a meaning of its own (it clears the field)
 */
export const Optional = ({ nullable = false } = {}): PropertyDecorator =>
  ValidateIf((_object, value: unknown) => value !== undefined && !(nullable && value === null));
