import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, Matches, MaxLength, MinLength, registerDecorator } from 'class-validator';
import { Optional } from './optional.decorator';

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Text that people can read back: no NUL or control characters but tab and line breaks, no half surrogates. */
function IsReadableText(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isReadableText',
      target: target.constructor,
      propertyName: property as string,
      options: { message: '사용할 수 없는 문자가 있습니다.|contains characters that are not allowed' },
      validator: {
        validate: (value: unknown) => typeof value !== 'string' || (value.isWellFormed() && !CONTROL.test(value)),
      },
    });
}

export interface TextOptions {
  /** Characters (UTF-16 units), after trimming. */
  max: number;
  /** Default 1: an empty text counts as missing. */
  min?: number;
  /** May be left out; null is taken only where `api.nullable` says that it clears the field. */
  optional?: boolean;
  /** Default true: white space at both ends is dropped. */
  trim?: boolean;
  /** One line only. */
  singleLine?: boolean;
  api?: ApiPropertyOptions;
}

/**
 * A string field of a DTO: normalised to NFC (한글 typed on a Mac arrives decomposed), trimmed, bounded, readable.
 * Documents itself in OpenAPI.
 */
export function Text(options: TextOptions): PropertyDecorator {
  const { max, min = 1, optional = false, trim = true, singleLine = false, api = {} } = options;
  const description = { type: String, minLength: min, maxLength: max, ...api } as ApiPropertyOptions;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (typeof value !== 'string' || !value.isWellFormed()) return value;
      const normal = value.normalize('NFC');
      return trim ? normal.trim() : normal;
    }),
    ...(optional
      ? [Optional({ nullable: api.nullable === true }), ApiPropertyOptional(description)]
      : [ApiProperty(description)]),
    MinLength(min),
    MaxLength(max),
    ...(singleLine ? [Matches(/^[^\r\n\t]*$/)] : []),
    IsReadableText(),
    IsString(),
  );
}
