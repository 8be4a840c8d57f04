import { DISCIPLINES } from './disciplines';
import type { RatingDto } from './dto/members.dto';
import type { MemberStats } from './member-stats.schema';

/** Disciplines in which the member has a rating. */
export const ratingsOf = (stats: Pick<MemberStats, 'ratings'> | null): RatingDto[] =>
  DISCIPLINES.flatMap((discipline) => {
    const known = stats?.ratings?.[discipline];
    if (!known || known.games_played === 0) return [];
    const { rating, provisional, games_played, games_won } = known;
    return [{ discipline, rating, provisional, games_played, games_won }];
  });
