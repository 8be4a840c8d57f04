import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { ApiAnswer, IsId, Text } from '@dongbaejul/service-kit';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { AdminUserAnswerDto } from '../admin-users/dto/admin-users.dto';
import { adminUserOf } from '../admin-users/present-user';
import { MemberIdDto } from '../members/dto/members.dto';
import { MergeAccounts } from './merge-accounts';

class MergeDto {
  @ApiProperty({ description: 'The account that goes; the one of the path stays' })
  @IsId()
  from_id: string;

  @Text({ max: 500, api: { description: 'Why; kept in the audit log' } })
  reason: string;
}

@ApiTags('admin')
@Controller('admin/users')
export class MergeController {
  constructor(private readonly merging: MergeAccounts) {}

  @Post(':id/merge')
  @Requires('users:manage')
  @ApiOperation({ summary: 'Make one member of two accounts of the same person' })
  @ApiAnswer(AdminUserAnswerDto, { errors: [401, 403, 404, 409] })
  async merge(
    @Actor() actor: AuditActor,
    @Param() { id }: MemberIdDto,
    @Body() { from_id, reason }: MergeDto,
  ): Promise<AdminUserAnswerDto> {
    return { user: adminUserOf(await this.merging.merge(actor, id, from_id, reason)) };
  }
}
