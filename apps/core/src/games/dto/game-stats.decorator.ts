import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional } from '@dongbaejul/service-kit';
import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';

const MOST_FIELDS = 100;
const LONGEST_TEXT = 500;
/** Begins with a letter or digit: neither `$`, `.`, NUL nor `_bsontype`, by all of which the database goes wrong. */
const KEY = /^[\p{L}\p{N}][\p{L}\p{N}_ -]{0,49}$/u;
/** What JavaScript and the drivers take for a way to convert an object: toJSON, toBSON, toObject. */
const CONVERTER = /^to[A-Z]/;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const isKey = (key: string): boolean => KEY.test(key) && !CONVERTER.test(key) && !(key in Object.prototype);

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= LONGEST_TEXT && value.isWellFormed() && !CONTROL.test(value);

/** Numbers and short texts by name; whatever else could not be kept or shown as it came. */
export function isGameStats(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = Object.entries(value);
  return (
    fields.length <= MOST_FIELDS && fields.every(([key, one]) => isKey(key) && (Number.isFinite(one) || isText(one)))
  );
}

const KO = `이름(글자·숫자로 시작, 50자 이하)과 숫자 또는 ${LONGEST_TEXT}자 이하의 글로 된 항목 ${MOST_FIELDS}개 이하여야 합니다.`;
const EN = `must be at most ${MOST_FIELDS} numbers or texts of up to ${LONGEST_TEXT} characters, by names of letters and digits`;

/** What else a club counts of a game. */
export const GameStats = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: { oneOf: [{ type: 'number' }, { type: 'string', maxLength: LONGEST_TEXT }] },
      maxProperties: MOST_FIELDS,
      nullable: true,
      description: '10 KB at most; names begin with a letter or digit',
    }),
    // Kept as it came: the check below is the whole of it.
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]),
    (target: object, property: string | symbol) =>
      registerDecorator({
        name: 'isGameStats',
        target: target.constructor,
        propertyName: property as string,
        options: { message: `${KO}|${EN}` },
        validator: { validate: isGameStats },
      }),
    Optional({ nullable: true }),
  );
