import { ACCOUNT_STATUSES, AccountStatus, MemberState, Role, ROLES } from '@dongbaejul/contracts';
import { IsIn, IsMongoId, IsOptional, IsString } from 'class-validator';

/** `auth.member.changed`, checked on receipt by every service that keeps a copy of members. */
export class MemberChangedDto implements MemberState {
  @IsMongoId()
  id: string;

  @IsString()
  username: string;

  @IsString()
  display_name: string;

  @IsOptional()
  @IsString()
  avatar: string | null;

  @IsIn(ROLES, { each: true })
  roles: Role[];

  @IsIn(ACCOUNT_STATUSES)
  status: AccountStatus;

  @IsOptional()
  @IsString()
  grade?: string | null;

  @IsOptional()
  @IsString()
  gender?: string | null;

  @IsOptional()
  @IsMongoId()
  merged_into?: string | null;
}
