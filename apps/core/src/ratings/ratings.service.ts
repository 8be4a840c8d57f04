import type { PaginationDto } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { GameType, Player } from '../games/game.schema';
import type { AuthorDto } from '../members/dto/author.dto';
import { AuthorsService } from '../members/authors.service';
import { MembersRepository } from '../members/members.repository';
import type { GameStatsAnswer, GameStatsDto, PairStatsDto } from './dto/game-stats.dto';
import type { LeaderboardAnswer, LeaderboardQuery, RatingDto } from './dto/leaderboard.dto';
import type { Played } from './playing-level';
import { pointsOf, scoreOf, seedOf } from './rating-math';
import { RatingErrors } from './ratings.errors';
import type { Rating } from './rating.schema';
import { RatingsRepository } from './ratings.repository';
import { DisciplineTally, PairTally, StatsRepository } from './stats.repository';

const rate = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 1_000);

const ratingDto = (row: Rating): RatingDto => ({
  discipline: row.discipline,
  rating: pointsOf(row.score),
  provisional: row.provisional,
  games_played: row.games,
  games_won: row.wins,
});

type NameOf = (memberId: string) => AuthorDto;

/** Shows what follows from results. */
@Injectable()
export class RatingsService {
  constructor(
    private readonly ratings: RatingsRepository,
    private readonly stats: StatsRepository,
    private readonly authors: AuthorsService,
    private readonly members: MembersRepository,
  ) {}

  async leaderboard(query: LeaderboardQuery): Promise<LeaderboardAnswer> {
    const discipline = query.discipline ?? 'mens_doubles';
    const { items, pagination, next_cursor } = await this.ratings.leaderboard(discipline, query);
    const nameOf = await this.authors.membersFor(items.map(({ member_id }) => member_id));
    const above = await this.above(query, pagination, items[0]);
    return {
      discipline,
      leaderboard: items.map((row, i) => ({
        rank: above + i + 1,
        member: nameOf(row.member_id),
        ...ratingDto(row),
      })),
      pagination,
      ...(next_cursor && { next_cursor }),
    };
  }

  /** How many stand above a page's first; a page by number says so itself. */
  private async above(
    { after }: LeaderboardQuery,
    { page, limit }: PaginationDto,
    first: Rating | undefined,
  ): Promise<number> {
    if (after === undefined || !first) return (page - 1) * limit;
    return this.ratings.countAbove(first);
  }

  /**
   * @param readerId oneself is shown in any case
   * @throws STATS_MEMBER_NOT_FOUND for whom the directory does not show either
   */
  async statsOf(memberId: string, readerId: string): Promise<GameStatsAnswer> {
    if (memberId !== readerId) await this.assertShown(memberId);
    const [tallies, partners, opponents, attendance, ratings] = await Promise.all([
      this.stats.byDiscipline(memberId),
      this.stats.pairs(memberId, 'partners'),
      this.stats.pairs(memberId, 'opponents'),
      this.stats.attendance(memberId),
      this.ratings.ofMember(memberId),
    ]);
    const nameOf = await this.authors.membersFor([
      memberId,
      ...[...partners, ...opponents].map((pair) => pair.member_id),
    ]);
    const { attended = 0, late = 0, no_show = 0 } = attendance.marks;
    const due = attended + late + no_show;
    return {
      member: nameOf(memberId),
      stats: {
        disciplines: tallies.map((tally) => disciplineDto(tally, ratings)),
        partners: partners.map((pair) => pairDto(pair, nameOf)),
        opponents: opponents.map((pair) => pairDto(pair, nameOf)),
        attendance: {
          due,
          attended,
          late,
          no_show,
          late_leaves: attendance.late_leaves,
          rate: rate(attended + late, due),
        },
      },
    };
  }

  /** Of somebody whose event is still on its way the games may say that there is such a member. */
  private async assertShown(memberId: string): Promise<void> {
    const member = (await this.members.findByIds([memberId])).get(memberId);
    const isShown = member ? member.status === 'active' : await this.stats.hasGames(memberId);
    if (!isShown) throw RatingErrors.STATS_MEMBER_NOT_FOUND();
  }

  /** How strong players are taken to be: by their rating, or by their grade. */
  async strengths(discipline: GameType, players: readonly Player[]): Promise<(player: Player) => number> {
    const members = players.flatMap(({ member_id }) => member_id ?? []);
    const ratings = await this.ratings.of(members, discipline);
    return ({ member_id, grade }) => {
      const rating = member_id === null ? undefined : ratings.get(member_id);
      return pointsOf(rating?.score ?? scoreOf(seedOf(grade)));
    };
  }

  /** What each of the members showed in any discipline. */
  async playedBy(memberIds: readonly string[]): Promise<Map<string, Played[]>> {
    const all = new Map<string, Played[]>();
    for (const { member_id, discipline, mu, games } of await this.ratings.ofMembers(memberIds)) {
      all.set(member_id, [...(all.get(member_id) ?? []), { discipline, mu, games }]);
    }
    return all;
  }
}

function disciplineDto(tally: DisciplineTally, ratings: readonly Rating[]): GameStatsDto['disciplines'][number] {
  const rating = ratings.find(({ discipline, games }) => discipline === tally.discipline && games > 0);
  return {
    ...tally,
    win_rate: rate(tally.won, tally.played),
    rating: rating ? pointsOf(rating.score) : null,
    provisional: rating?.provisional ?? true,
  };
}

const pairDto = ({ member_id, played, won }: PairTally, nameOf: NameOf): PairStatsDto => ({
  member: nameOf(member_id),
  played,
  won,
  win_rate: rate(won, played),
});
