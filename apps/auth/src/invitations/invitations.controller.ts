import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  InvitationIdDto,
  InvitationMadeDto,
  InvitationsDto,
  InvitationsQuery,
  NewInvitationDto,
} from './dto/invitations.dto';
import { InvitationsService } from './invitations.service';
import { RevealCode } from './reveal-code.interceptor';

@ApiTags('admin')
@Controller('admin/invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post()
  @Requires('users:approve')
  @Idempotent()
  // Below @Idempotent, hence around it.
  @UseInterceptors(RevealCode)
  @ApiOperation({ summary: 'Invite: a code that makes a member of who signs up with it, without waiting for approval' })
  @ApiAnswer(InvitationMadeDto, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async create(@Actor() actor: AuditActor, @Body() body: NewInvitationDto): Promise<InvitationMadeDto> {
    return { invitation: await this.invitations.create(actor, body) };
  }

  @Get()
  @Requires('users:approve')
  @ApiOperation({ summary: 'Invitations and who came by them, the latest first' })
  @ApiAnswer(InvitationsDto, { errors: [401, 403] })
  list(@Query() query: InvitationsQuery): Promise<InvitationsDto> {
    return this.invitations.list(query);
  }

  @Delete(':id')
  @Requires('users:approve')
  @ApiOperation({ summary: 'Withdraw an invitation; who came by it stays' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404] })
  async revoke(@Actor() actor: AuditActor, @Param() { id }: InvitationIdDto): Promise<SuccessDto> {
    await this.invitations.revoke(actor, id);
    return new SuccessDto();
  }
}
