import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches, MaxLength } from 'class-validator';

const EXAMPLE = '2026-11-28T10:00:00+09:00';

/** ISO 8601 with a zone: a time without one would be somebody's guess. */
export const IsMoment = (): PropertyDecorator =>
  applyDecorators(
    MaxLength(40),
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/, {
      message: `${EXAMPLE} 형식의 시각이어야 합니다.|must be a time like ${EXAMPLE}`,
    }),
    IsISO8601({ strict: true }),
  );
