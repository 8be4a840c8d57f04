import { ACCOUNT_STATUSES, AccountStatus, Role, ROLES } from '@dongbaejul/contracts';
import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { MomentQuery, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { MemberDto } from '../../accounts/profile.dto';

export class AdminUsersQuery extends ListQuery {
  @ApiPropertyOptional({ enum: ROLES })
  @IsOptional()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({ enum: ACCOUNT_STATUSES })
  @IsOptional()
  @IsIn(ACCOUNT_STATUSES)
  status?: AccountStatus;

  @Text({
    min: 0,
    max: 254,
    optional: true,
    api: { description: 'Part of a name or username, initial consonants (ㄱㅁㅅ), or a whole e-mail address' },
  })
  search?: string;

  @MomentQuery('from', 'Joined from then on')
  joined_from?: string;

  @MomentQuery('to', 'Joined before then')
  joined_to?: string;
}

export class ReasonDto {
  @Text({ max: 500, api: { description: 'Why; kept in the audit log' } })
  reason: string;
}

export class ApproveDto {
  @Text({ max: 500, optional: true, api: { description: 'Kept in the audit log' } })
  reason?: string;
}

export class ChangeRolesDto {
  @ApiProperty({ enum: ROLES, isArray: true, description: 'All that the account shall have; USER always stays' })
  @IsIn(ROLES, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(ROLES.length)
  @IsArray()
  roles: Role[];

  @Text({ max: 500, optional: true, api: { description: 'Kept in the audit log' } })
  reason?: string;
}

export class AdminUserDto extends MemberDto {
  @ApiProperty({ description: 'For If-Match' })
  version: number;

  @ApiProperty({ description: 'Whether there is a password to sign in with' })
  has_password: boolean;
}

export class AdminUsersDto {
  @ApiProperty({ type: [AdminUserDto] })
  users: AdminUserDto[];

  @ApiProperty()
  pagination: PaginationDto;

  @ApiPropertyOptional({ description: 'For after' })
  next_cursor?: string;
}

export class AdminUserAnswerDto {
  @ApiProperty()
  user: AdminUserDto;
}
