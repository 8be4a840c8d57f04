import { IsId, Optional } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean } from 'class-validator';
import { MeetingPath } from '../../common/ids.dto';

const ID = { type: 'string', pattern: '^[0-9a-f]{24}$' } as const;

const PlayerIds = (min: number, max: number): PropertyDecorator =>
  applyDecorators(IsId({ each: true }), ArrayUnique(), ArrayMaxSize(max), ArrayMinSize(min), IsArray());

export class PlayersDto {
  @ApiPropertyOptional({
    type: 'array',
    items: ID,
    minItems: 1,
    maxItems: 50,
    description: 'Members and guests. Default: myself and my guests; others: host and staff',
  })
  @Optional()
  @PlayerIds(1, 50)
  player_ids?: string[];
}

export class PauseDto {
  @ApiProperty({ type: Boolean })
  @IsBoolean()
  paused: boolean;

  @ApiPropertyOptional({ ...ID, description: 'Default: myself; others: host and staff' })
  @Optional()
  @IsId()
  player_id?: string;
}

export class GroupDto {
  @ApiProperty({
    type: 'array',
    items: ID,
    minItems: 2,
    maxItems: 4,
    description: 'Two who play as partners, or four who play with each other',
  })
  @PlayerIds(2, 4)
  player_ids: string[];
}

/** Either a proposal as it is, or a line-up of one's own on a free court. */
export class StartOnCourtDto {
  @ApiPropertyOptional({ ...ID, description: 'Its players, the host and staff may accept it' })
  @Optional()
  @IsId()
  proposal_id?: string;

  @ApiPropertyOptional({ ...ID, description: 'Instead of a proposal: host and staff, with team1 and team2' })
  @Optional()
  @IsId()
  court_id?: string;

  @ApiPropertyOptional({ type: 'array', items: ID, minItems: 1, maxItems: 2 })
  @Optional()
  @PlayerIds(1, 2)
  team1?: string[];

  @ApiPropertyOptional({ type: 'array', items: ID, minItems: 1, maxItems: 2 })
  @Optional()
  @PlayerIds(1, 2)
  team2?: string[];
}

export class GroupPath extends MeetingPath {
  @ApiProperty({ type: String, pattern: ID.pattern })
  @IsId()
  gid: string;
}
