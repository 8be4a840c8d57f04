import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Totals are exact up to this many rows; past it they are a floor. */
export const EXACT_TOTAL = 10_000;

/** `pagination` of every list. */
export class PaginationDto {
  @ApiProperty({ type: Number, description: `Exact up to ${EXACT_TOTAL}` })
  total: number;

  @ApiProperty({ type: Number })
  page: number;

  @ApiProperty({ type: Number })
  pages: number;

  @ApiProperty({ type: Number })
  limit: number;

  @ApiPropertyOptional({ type: Boolean, description: 'Present and true when there are more than total' })
  total_is_floor?: true;
}

/** @param counted rows, of which no more than EXACT_TOTAL + 1 were counted */
export function paginationOf(counted: number, page: number, limit: number): PaginationDto {
  const total = Math.min(counted, EXACT_TOTAL);
  return {
    total,
    page,
    pages: Math.ceil(total / limit),
    limit,
    ...(counted > EXACT_TOTAL && { total_is_floor: true as const }),
  };
}
