import type { EventEnvelope, RatingChanged } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { IsBoolean, IsIn, IsInt, IsMongoId, Min } from 'class-validator';
import { ClientSession, Types } from 'mongoose';
import { DISCIPLINES } from './disciplines';
import { MemberStatsRepository } from './member-stats.repository';

class RatingChangedDto implements RatingChanged {
  @IsMongoId()
  member_id: string;

  @IsIn(DISCIPLINES)
  discipline: RatingChanged['discipline'];

  @IsInt()
  rating: number;

  @IsBoolean()
  provisional: boolean;

  @IsInt()
  @Min(0)
  games_played: number;

  @IsInt()
  @Min(0)
  games_won: number;
}

/** Keeps what members are worth, as core works it out: the newest counts. */
@Injectable()
export class RatingEvents {
  constructor(private readonly stats: MemberStatsRepository) {}

  @OnEvent('core.rating.changed', RatingChangedDto, { queueBy: (event) => `stats:${event.payload.member_id}` })
  async rate(event: EventEnvelope<'core.rating.changed'>, session: ClientSession): Promise<void> {
    const { member_id: memberId, discipline, rating, provisional, games_played, games_won } = event.payload;
    const told = { rating, provisional, games_played, games_won, version: event.version };
    await this.stats.rate(session, new Types.ObjectId(memberId), discipline, told);
  }
}
