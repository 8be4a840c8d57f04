import type { EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MembersRepository } from '../members/members.repository';
import { personOf } from '../members/person';
import { BoardChangedDto, GameChangedDto, MeetingChangedDto, NotificationCreatedDto } from './dto/from-core.dto';
import { LiveNews } from './live-news';

/** What core tells of games, meetings, boards and notifications, handed on to who is connected. */
@Injectable()
export class FromCoreEvents {
  constructor(
    private readonly news: LiveNews,
    private readonly members: MembersRepository,
  ) {}

  @OnEvent('core.notification.created', NotificationCreatedDto)
  async onNotification({ payload }: EventEnvelope<'core.notification.created'>, session: ClientSession): Promise<void> {
    const { member_id: memberId, notification, silent } = payload;
    afterTransaction(session, () =>
      this.news.tell({ kind: 'notification', memberId, notification: { ...notification, silent } }),
    );
    await Promise.resolve();
  }

  @OnEvent('core.game.changed', GameChangedDto)
  async onGame({ payload, version }: EventEnvelope<'core.game.changed'>, session: ClientSession): Promise<void> {
    const { game, change, updated_by } = payload;
    const members = await this.members.findByIds([updated_by], session);
    const updatedBy = personOf(updated_by, members.get(updated_by));
    afterTransaction(session, () => this.news.tell({ kind: 'game', version, change, game, updatedBy }));
  }

  @OnEvent('core.meeting.changed', MeetingChangedDto)
  async onMeeting({ payload, version }: EventEnvelope<'core.meeting.changed'>, session: ClientSession): Promise<void> {
    const { meeting, change } = payload;
    afterTransaction(session, () => this.news.tell({ kind: 'meeting', version, change, meeting }));
    await Promise.resolve();
  }

  @OnEvent('core.board.changed', BoardChangedDto)
  async onBoard({ payload, version }: EventEnvelope<'core.board.changed'>, session: ClientSession): Promise<void> {
    afterTransaction(session, () => this.news.tell({ kind: 'board', version, board: payload.board }));
    await Promise.resolve();
  }
}
