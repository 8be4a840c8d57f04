import type { ActivityRecorded, EventEnvelope } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { IsIn, IsMongoId } from 'class-validator';
import { ClientSession, Types } from 'mongoose';
import { CountedField, MemberStatsRepository } from './member-stats.repository';

const FIELDS: Record<ActivityRecorded['kind'], CountedField> = {
  post: 'posts',
  comment: 'comments',
  like_received: 'likesReceived',
  game_played: 'gamesPlayed',
  game_won: 'gamesWon',
  attendance_due: 'attendanceDue',
  attended: 'attended',
};

class ActivityRecordedDto implements ActivityRecorded {
  @IsMongoId()
  member_id: string;

  @IsIn(Object.keys(FIELDS))
  kind: ActivityRecorded['kind'];

  @IsIn([1, -1])
  delta: 1 | -1;
}

/** Counts what members do elsewhere. Each step is applied once, by the inbox. */
@Injectable()
export class ActivityEvents {
  constructor(private readonly stats: MemberStatsRepository) {}

  @OnEvent('core.activity.recorded', ActivityRecordedDto, { queueBy: (event) => `stats:${event.payload.member_id}` })
  async count(event: EventEnvelope<'core.activity.recorded'>, session: ClientSession): Promise<void> {
    const { member_id: memberId, kind, delta } = event.payload;
    await this.stats.add(session, new Types.ObjectId(memberId), FIELDS[kind], delta);
  }
}
