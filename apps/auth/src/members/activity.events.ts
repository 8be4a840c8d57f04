import type { ActivityRecorded, EventEnvelope } from '@dongbaejul/contracts';
import { OnEvents } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { IsIn, IsMongoId } from 'class-validator';
import type { ClientSession } from 'mongoose';
import { CountedField, MemberStatsRepository, Steps, sumOf } from './member-stats.repository';

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

/** Counts what members do elsewhere. Each step is applied once, by the inbox; a sync brings thousands. */
@Injectable()
export class ActivityEvents {
  constructor(private readonly stats: MemberStatsRepository) {}

  @OnEvents('core.activity.recorded', ActivityRecordedDto, { queueBy: (event) => `stats:${event.payload.member_id}` })
  async count(events: EventEnvelope<'core.activity.recorded'>[], session: ClientSession): Promise<void> {
    const steps = new Map<string, Steps>();
    for (const { payload } of events) {
      const { member_id, kind, delta } = payload;
      steps.set(member_id, sumOf(steps.get(member_id) ?? {}, { [FIELDS[kind]]: delta }));
    }
    await this.stats.add(session, steps);
  }
}
