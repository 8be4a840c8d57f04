import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, isISO8601, registerDecorator } from 'class-validator';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 24 * 3_600_000;
const RULE =
  '날짜(2026-11-28, 서울 기준)나 시간대가 있는 시각(2026-11-28T10:00:00+09:00)이어야 합니다.|' +
  'must be a day (2026-11-28, of Seoul) or a time with its zone (2026-11-28T10:00:00+09:00)';

const isReal = (text: string): boolean => isISO8601(text, { strict: true });

/** Seoul has no summer time. */
function startOfDay(day: string, plusMs = 0): string {
  return new Date(Date.parse(`${day}T00:00:00+09:00`) + plusMs).toISOString();
}

const IsMoment = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'isMoment',
    target: target.constructor,
    propertyName: property as string,
    options: { message: RULE },
    validator: { validate: (value: unknown) => typeof value === 'string' && MOMENT.test(value) && isReal(value) },
  });

/**
 * An end of a span of time in a query string: a time with its zone, or a day of Seoul, which counts from its beginning
 * (`from`) or to its end (`to`). What the DTO holds is a time in any case: from then on, or before then. A time without
 * a zone would mean another hour on each server, and is refused.
 */
export const MomentQuery = (edge: 'from' | 'to', description: string): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && DAY.test(value) && isReal(value)
        ? startOfDay(value, edge === 'to' ? DAY_MS : 0)
        : value,
    ),
    IsOptional(),
    IsMoment(),
    ApiPropertyOptional({
      type: String,
      description: `${description}: a time with its zone (ISO 8601), or a day of Seoul${edge === 'to' ? ', to its end' : ''}`,
      example: edge === 'to' ? '2026-11-28' : '2026-11-28T10:00:00+09:00',
    }),
  );
