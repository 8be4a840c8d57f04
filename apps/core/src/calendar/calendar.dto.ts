import { IsId, Optional } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';
import { TOKEN_PATTERN } from './calendar-tokens';

const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;

export class CalendarQuery {
  @ApiProperty({ type: String, pattern: TOKEN_PATTERN.source, description: 'The secret of POST /calendar/token' })
  @Matches(TOKEN_PATTERN)
  @IsString()
  token: string;

  @ApiPropertyOptional({ ...ID, description: 'This game alone' })
  @Optional()
  @IsId()
  game_id?: string;

  @ApiPropertyOptional({ ...ID, description: 'This meeting alone, with the games that are mine under it' })
  @Optional()
  @IsId()
  meeting_id?: string;
}

export class CalendarTokenAnswer {
  @ApiProperty({ type: String, description: 'Shown this once; earlier ones are worth nothing from now on' })
  token: string;

  @ApiProperty({
    type: String,
    description: 'From the root of the server: what a calendar subscribes to, behind its address',
    example: '/api/v1/calendar.ics?token=…',
  })
  path: string;
}
