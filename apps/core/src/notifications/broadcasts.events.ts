import type { BroadcastRequested, EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent, Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { OmitType } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { ClientSession } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { NotificationRequestedDto } from './dto/notification-requested.dto';
import { Notifier } from './notifier';

/** As many as one transaction takes well. */
const PAGE = 500;

class BroadcastRequestedDto extends OmitType(NotificationRequestedDto, ['member_ids']) implements BroadcastRequested {
  @IsString()
  @MaxLength(24)
  after: string;
}

/** Tells every active member, a page at a time: each page and the wish for the next are one transaction. */
@Injectable()
export class BroadcastsEvents {
  constructor(
    private readonly members: MembersRepository,
    private readonly notifier: Notifier,
    private readonly outbox: Outbox,
  ) {}

  @OnEvent('core.broadcast.requested', BroadcastRequestedDto)
  async onRequested(event: EventEnvelope<'core.broadcast.requested'>, session: ClientSession): Promise<void> {
    const { after, ...request } = event.payload;
    const members = await this.members.pageAfter(after, PAGE);
    const active = members.filter(({ status }) => status === 'active').map(({ _id }) => _id);
    await this.notifier.notify(session, { ...request, member_ids: active });
    const last = members.at(-1);
    if (members.length < PAGE || !last) return;
    const payload = { ...request, after: last._id };
    await this.outbox.add(session, event.name, {
      aggregateId: event.aggregate_id,
      version: event.version + 1,
      payload,
    });
  }
}
