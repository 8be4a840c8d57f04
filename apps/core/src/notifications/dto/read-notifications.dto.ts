import { IsId, Optional } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean } from 'class-validator';

const MOST_AT_ONCE = 500;

/** One of the two. */
export class ReadNotificationsDto {
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: MOST_AT_ONCE,
    items: { type: 'string', pattern: '^[0-9a-f]{24}$' },
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_AT_ONCE)
  @IsId({ each: true })
  notification_ids?: string[];

  @ApiPropertyOptional({ type: Boolean, description: 'true: all that there are now' })
  @Optional()
  @IsBoolean()
  all?: boolean;
}

export class ReadAnswer {
  @ApiProperty({ type: Number, description: 'How many were unread until now' })
  read_count: number;

  @ApiProperty({ type: Number })
  unread_count: number;
}
