import { Optional } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsISO8601,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

export const LONGEST_TITLE = 200;
export const LONGEST_DESCRIPTION = 5_000;
export const LONGEST_LOCATION = 200;
export const MOST_COURTS = 30;
const LONGEST_COURT_NAME = 30;
const SHORTEST_MINUTES = 10;
const LONGEST_MINUTES = 24 * 60;
const MOST_PARTICIPANTS = 1_000;

/** A moment with its offset: a time without one would mean another hour on each server. */
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A point in time, ISO 8601 with Z or an offset. */
export const Moment = ({ optional = false, description = '' } = {}): PropertyDecorator => {
  const api = { type: String, format: 'date-time', ...(description && { description }) };
  return applyDecorators(
    ...(optional ? [Optional(), ApiPropertyOptional(api)] : [ApiProperty(api)]),
    Matches(WITH_OFFSET, {
      message: '시간대가 있는 ISO 8601 시각이어야 합니다.|must be an ISO 8601 time with Z or an offset',
    }),
    IsISO8601({ strict: true }),
    MaxLength(40),
    IsString(),
  );
};

export const Minutes = ({ optional = false, byDefault = 0 } = {}): PropertyDecorator =>
  applyDecorators(
    ...(optional ? [Optional()] : []),
    ApiPropertyOptional({
      type: Number,
      minimum: SHORTEST_MINUTES,
      maximum: LONGEST_MINUTES,
      description: 'Minutes',
      ...(byDefault > 0 && { default: byDefault }),
    }),
    Max(LONGEST_MINUTES),
    Min(SHORTEST_MINUTES),
    IsInt(),
  );

export const Places = (): PropertyDecorator =>
  applyDecorators(
    Optional({ nullable: true }),
    ApiPropertyOptional({
      type: Number,
      minimum: 2,
      maximum: MOST_PARTICIPANTS,
      nullable: true,
      description: 'Guests included; null: as many as come',
    }),
    Max(MOST_PARTICIPANTS),
    Min(2),
    IsInt(),
  );

const trimmed = ({ value }: { value: unknown }): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => (typeof one === 'string' && one.isWellFormed() ? one.normalize('NFC').trim() : one))
    : value;

/** Names of courts, each once. */
export const CourtNames = (): PropertyDecorator =>
  applyDecorators(
    Optional(),
    Transform(trimmed),
    Matches(/^[^\p{Cc}\p{Cf}\p{Cs}]+$/u, { each: true }),
    MaxLength(LONGEST_COURT_NAME, { each: true }),
    IsString({ each: true }),
    ArrayUnique(),
    ArrayMaxSize(MOST_COURTS),
    IsArray(),
    ApiPropertyOptional({
      type: [String],
      maxItems: MOST_COURTS,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: LONGEST_COURT_NAME },
      description: 'Names of the courts',
      example: ['1번 코트', '2번 코트'],
    }),
  );
