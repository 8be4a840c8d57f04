import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { ApiAnswer, ApiIfMatch, IfMatch } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MemberIdDto } from '../members/dto/members.dto';
import { AdminUsersService } from './admin-users.service';
import {
  AdminUserAnswerDto,
  AdminUsersDto,
  AdminUsersQuery,
  ApproveDto,
  ChangeRolesDto,
  ReasonDto,
} from './dto/admin-users.dto';

const REFUSALS = { errors: [401, 403, 404, 409] };

@ApiTags('admin')
@Controller('admin/users')
export class AdminUsersController {
  constructor(private readonly users: AdminUsersService) {}

  @Get()
  @Requires('users:read')
  @ApiOperation({ summary: 'All accounts, the latest first; those searched for, by name' })
  @ApiAnswer(AdminUsersDto, { errors: [401, 403] })
  list(@Query() query: AdminUsersQuery): Promise<AdminUsersDto> {
    return this.users.list(query);
  }

  @Post(':id/approve')
  @Requires('users:approve')
  @ApiOperation({ summary: 'Make a member of someone who waits for it' })
  @ApiAnswer(AdminUserAnswerDto, REFUSALS)
  async approve(
    @Actor() actor: AuditActor,
    @Param() { id }: MemberIdDto,
    @Body() { reason }: ApproveDto,
  ): Promise<AdminUserAnswerDto> {
    return { user: await this.users.approve(actor, id, reason) };
  }

  @Post(':id/block')
  @Requires('users:manage')
  @ApiOperation({ summary: 'Keep an account out; its sessions end within a second' })
  @ApiAnswer(AdminUserAnswerDto, REFUSALS)
  async block(
    @Actor() actor: AuditActor,
    @Param() { id }: MemberIdDto,
    @Body() { reason }: ReasonDto,
  ): Promise<AdminUserAnswerDto> {
    return { user: await this.users.block(actor, id, reason) };
  }

  @Post(':id/unblock')
  @Requires('users:manage')
  @ApiOperation({ summary: 'Let a blocked account in again' })
  @ApiAnswer(AdminUserAnswerDto, REFUSALS)
  async unblock(
    @Actor() actor: AuditActor,
    @Param() { id }: MemberIdDto,
    @Body() { reason }: ReasonDto,
  ): Promise<AdminUserAnswerDto> {
    return { user: await this.users.unblock(actor, id, reason) };
  }

  @Put(':id/roles')
  @Requires('users:manage')
  @ApiIfMatch()
  @ApiOperation({ summary: 'Give an account other roles; only a superadmin makes or unmakes admins' })
  @ApiAnswer(AdminUserAnswerDto, { errors: [...REFUSALS.errors, 412] })
  async setRoles(
    @Actor() actor: AuditActor,
    @Param() { id }: MemberIdDto,
    @Body() { roles, reason }: ChangeRolesDto,
    @IfMatch() version?: number,
  ): Promise<AdminUserAnswerDto> {
    return { user: await this.users.setRoles(actor, id, roles, reason, version) };
  }
}
