import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 100;
export const MAX_PAGE = 100_000;

/** Query of every list. Extend it with a list's own filters. */
export class ListQuery {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_PAGE, default: 1, description: 'Ignored with after' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  page?: number;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit?: number;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_LIMIT, description: 'The same as limit' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  size?: number;

  @ApiPropertyOptional({ type: String, maxLength: 1000, description: 'next_cursor of the previous answer' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  after?: string;
}

/** How many rows a page has. */
export const limitOf = (query: Pick<ListQuery, 'limit' | 'size'>): number => query.limit ?? query.size ?? DEFAULT_LIMIT;
