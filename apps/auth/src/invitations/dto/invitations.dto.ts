import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { BooleanQuery, Email, IsId, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export const INVITATION_STATUSES = ['usable', 'used', 'expired', 'revoked', 'suspended'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

export class NewInvitationDto {
  @Email({
    optional: true,
    api: { description: 'Mailed there, for that address alone; without it the answer has a link to hand out' },
  })
  email?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 1, description: 'How many may come by it; 1 with email' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  max_uses?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: 90, default: 7 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(90)
  expires_in_days?: number;

  @Text({ max: 200, optional: true, api: { description: 'For the staff: whom or what it is for' } })
  note?: string;
}

export class InvitationIdDto {
  @IsId()
  @ApiProperty()
  id: string;
}

export class InvitationsQuery extends ListQuery {
  @BooleanQuery({ description: 'Only those that somebody can still use' })
  usable?: boolean;
}

export class InvitedDto {
  @ApiProperty()
  id: string;

  @ApiProperty({ description: 'Empty for an account that is closed' })
  display_name: string;

  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class InvitationDto {
  @ApiProperty()
  id: string;

  @ApiProperty({
    enum: INVITATION_STATUSES,
    description:
      'suspended: whoever made it is blocked, has left or may not invite any more, and it lets nobody in as long as that is so',
  })
  status: InvitationStatus;

  @ApiProperty({ type: String, nullable: true, description: 'Whom it was mailed to' })
  email: string | null;

  @ApiProperty({ type: String, nullable: true })
  note: string | null;

  @ApiProperty()
  max_uses: number;

  @ApiProperty()
  uses_left: number;

  @ApiProperty({ type: [InvitedDto], description: 'Who came by it' })
  used_by: InvitedDto[];

  @ApiProperty()
  created_by: string;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time' })
  expires_at: string;
}

export class InvitationMadeDto {
  @ApiProperty()
  invitation: InvitationDto;

  @ApiPropertyOptional({ description: 'For invitation_code at sign-up; not where it was mailed' })
  code?: string;

  @ApiPropertyOptional({ description: 'Opens the app with the code' })
  link?: string;
}

export class InvitationsDto {
  @ApiProperty({ type: [InvitationDto] })
  invitations: InvitationDto[];

  @ApiProperty()
  pagination: PaginationDto;

  @ApiPropertyOptional({ description: 'For after' })
  next_cursor?: string;
}

export class UseInvitationDto {
  @Text({ max: 100, singleLine: true, api: { description: 'As the invitation has it' } })
  code: string;
}
