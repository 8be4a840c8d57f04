import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { IsId, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MemberDto, UserProfileDto } from '../../accounts/profile.dto';
import { Discipline, DISCIPLINES } from '../disciplines';

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
  @IsId()
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

export class RatingDto {
  @ApiProperty({ enum: DISCIPLINES })
  discipline: Discipline;

  @ApiProperty({ type: Number, description: 'In whole points; about 1000 for somebody new' })
  rating: number;

  @ApiProperty({ description: 'Until five rated games' })
  provisional: boolean;

  @ApiProperty({ description: 'Rated games' })
  games_played: number;

  @ApiProperty()
  games_won: number;
}

export class MemberStatsDto extends UserStatsDto {
  @ApiProperty({ type: [RatingDto], description: 'By discipline, where the member has one' })
  ratings: RatingDto[];
}

export class MemberDetailDto {
  @ApiProperty()
  member: MemberDto;

  @ApiProperty()
  stats: MemberStatsDto;
}

export class ProfileDto {
  @ApiProperty()
  user: UserProfileDto;

  @ApiProperty()
  stats: UserStatsDto;
}
