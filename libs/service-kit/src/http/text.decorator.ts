import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, isEmail, Matches, MaxLength, MinLength, registerDecorator } from 'class-validator';
import { Optional } from './optional.decorator';

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Characters that show nothing and make one name look like another or read backwards. The joiner U+200D is not among
 * them: emoji are made with it.
 */
const DECEPTIVE = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
/** Anything but spaces, controls, and letters that are blank by design (Hangul fillers, the empty braille pattern). */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

const NOT_ALLOWED = '사용할 수 없는 문자가 있습니다.|contains characters that are not allowed';
const NOTHING_VISIBLE = '눈에 보이는 글자가 있어야 합니다.|must have a visible character';

function TextRule(name: string, message: string, accepts: (text: string) => boolean): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property as string,
      options: { message },
      validator: { validate: (value: unknown) => typeof value !== 'string' || accepts(value) },
    });
}

/** Text that people can read back: no NUL or control characters but tab and line breaks, no half surrogates. */
const IsReadableText = (singleLine: boolean): PropertyDecorator =>
  TextRule(
    'isReadableText',
    NOT_ALLOWED,
    (text) => text.isWellFormed() && !CONTROL.test(text) && !(singleLine && DECEPTIVE.test(text)),
  );

/** An empty text is MinLength's business. */
const IsVisibleText = (): PropertyDecorator =>
  TextRule('isVisibleText', NOTHING_VISIBLE, (text) => text === '' || VISIBLE.test(text));

/**
 * class-validator's own IsEmail throws at half surrogates, and every validator of a property runs. Constraint and
 * sentence are those of IsEmail.
 */
const IsEmailAddress = (): PropertyDecorator =>
  TextRule(
    'isEmail',
    '올바른 이메일 주소여야 합니다.|must be an email address',
    (text) => text.isWellFormed() && isEmail(text),
  );

export interface TextOptions {
  /** Characters (UTF-16 units), after trimming. */
  max: number;
  /** Default 1: an empty text counts as missing. */
  min?: number;
  /** May be left out; null is taken only where `api.nullable` says that it clears the field. */
  optional?: boolean;
  /** Default true: white space at both ends is dropped. */
  trim?: boolean;
  /** One line only, without characters that are invisible or turn the direction: names and titles cannot deceive. */
  singleLine?: boolean;
  api?: ApiPropertyOptions;
}

/**
 * A string field of a DTO: normalised to NFC (한글 typed on a Mac arrives decomposed), trimmed, bounded, readable,
 * and not all of it invisible.
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
    IsVisibleText(),
    IsReadableText(singleLine),
    IsString(),
  );
}

/** An e-mail address field of a DTO: at most 254 characters (RFC 5321, 4.5.3.1.3). Case is the service's business. */
export const Email = (options: Partial<TextOptions> = {}): PropertyDecorator =>
  applyDecorators(
    IsEmailAddress(),
    Text({ max: 254, singleLine: true, ...options, api: { format: 'email', ...options.api } }),
  );
