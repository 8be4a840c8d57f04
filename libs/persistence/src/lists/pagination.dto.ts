import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Totals are exact up to this many rows; past it they are a floor. */
export const EXACT_TOTAL = 10_000;

/** How many rows there are; at least so many where it is a floor. */
export interface Counted {
  total: number;
  isFloor: boolean;
}

/** `pagination` of every list. */
export class PaginationDto {
  @ApiProperty({ type: Number, description: `Exact up to ${EXACT_TOTAL}, unless total_is_floor says otherwise` })
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

/** @param rows of which no more than EXACT_TOTAL + 1 were counted */
export const countedUpToExact = (rows: number): Counted => ({
  total: Math.min(rows, EXACT_TOTAL),
  isFloor: rows > EXACT_TOTAL,
});

/** What was seen of a list counts in any case. */
export const atLeast = (seen: number, { total, isFloor }: Counted): Counted => ({
  total: isFloor ? Math.max(total, Math.min(seen, EXACT_TOTAL)) : total,
  isFloor,
});

/** @param counted rows, of which no more than EXACT_TOTAL + 1 were counted, or what is known of their number */
export function paginationOf(counted: number | Counted, page: number, limit: number): PaginationDto {
  const { total, isFloor } = typeof counted === 'number' ? countedUpToExact(counted) : counted;
  return { total, page, pages: Math.ceil(total / limit), limit, ...(isFloor && { total_is_floor: true as const }) };
}
