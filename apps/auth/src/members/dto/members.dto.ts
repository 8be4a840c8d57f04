import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsMongoId } from 'class-validator';
import { MemberDto, UserProfileDto } from '../../accounts/profile.dto';

export class MembersQuery extends ListQuery {
  @Text({
    min: 0,
    max: 50,
    optional: true,
    api: { description: 'Part of a name or username, or initial consonants (ㄱㅁㅅ)' },
  })
  search?: string;
}

export class MemberIdDto {
  @ApiProperty()
  @IsMongoId()
  id: string;
}

export class MembersDto {
  @ApiProperty({ type: [MemberDto] })
  members: MemberDto[];

  @ApiProperty()
  pagination: PaginationDto;

  @ApiPropertyOptional({ description: 'For after' })
  next_cursor?: string;
}

export class UserStatsDto {
  @ApiProperty()
  posts: number;

  @ApiProperty()
  comments: number;

  @ApiProperty()
  likes_received: number;

  @ApiProperty()
  games_played: number;

  @ApiProperty()
  games_won: number;

  @ApiProperty({ description: '0 to 1' })
  attendance_rate: number;

  @ApiProperty({ description: 'Days in Korea since joining' })
  joined_days: number;
}

export class MemberDetailDto {
  @ApiProperty()
  member: MemberDto;

  @ApiProperty()
  stats: UserStatsDto;
}

export class ProfileDto {
  @ApiProperty()
  user: UserProfileDto;

  @ApiProperty()
  stats: UserStatsDto;
}
