import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Actor } from './access-rules';
import { Busy } from './busy';
import { Consequences } from './consequences';
import { meetingCourt } from './courts';
import { assertAhead, assertDeadline, assertPlaces, GameDetails } from './edit-rules';
import { GamePresenter } from './game-presenter';
import type { GameRow, Player, Teams } from './game.schema';
import { GameErrors } from './games.errors';
import { GamesRepository, NewGame } from './games.repository';
import { MeetingLookup } from './meeting-lookup';
import { busyKeys } from './play-rules';

/** A game that begins the moment it is made: what the court board of a meeting puts on a court. */
export interface CourtGame {
  details: GameDetails;
  meeting_id: string;
  court_id: string;
  players: readonly Player[];
  teams: Teams;
}

@Injectable()
export class CreateGame {
  constructor(
    private readonly transactions: Transactions,
    private readonly games: GamesRepository,
    private readonly consequences: Consequences,
    private readonly presenter: GamePresenter,
    private readonly meetings: MeetingLookup,
    private readonly busy: Busy,
  ) {}

  /**
   * @returns the new game's id: plain, so that a retried request can get it again
   * @throws GAME_MEETING_NOT_FOUND, INVALID_INPUT
   */
  run(who: Actor, details: GameDetails, meetingId: string | null): Promise<string> {
    assertPlaces(details.game_type, details.max_participants);
    assertDeadline(details.join_deadline, details.game_date);
    assertAhead(details.game_date, new Date());
    const queue = meetingId === null ? {} : { aggregate: `meeting:${meetingId}` };
    return this.transactions.run(async (session) => {
      const place = meetingId === null ? null : await this.placeOf(session, meetingId);
      const location = details.location ?? place;
      const game: NewGame = { ...newGame(who, { ...details, location }), meeting_id: meetingId };
      return String((await this.insert(session, who, game, false))._id);
    }, queue);
  }

  /** @throws GAME_MEETING_NOT_FOUND for a meeting that was cancelled as well, be it at this very moment */
  private async placeOf(session: ClientSession, meetingId: string): Promise<string | null> {
    const meeting = await this.meetings.hold(session, meetingId);
    if (!meeting) throw GameErrors.GAME_MEETING_NOT_FOUND();
    return meeting.place;
  }

  /**
   * Makes a game and starts it, in the caller's transaction.
   * @throws a duplicate key, which has to leave the transaction; `Busy` says what it means
   */
  onCourt(session: ClientSession, who: Actor, court: CourtGame): Promise<GameRow> {
    const { details, ...place } = court;
    const game: NewGame = { ...newGame(who, details), ...place, status: 'ongoing', started_at: new Date() };
    const row = { ...game, busy: busyKeys(game, meetingCourt(court.court_id)) };
    return this.insert(session, who, row, true);
  }

  /** The same in a transaction of its own. @throws COURT_BUSY, PLAYER_BUSY */
  async startOnCourt(who: Actor, court: CourtGame): Promise<GameRow> {
    try {
      return await this.transactions.run((session) => this.onCourt(session, who, court));
    } catch (error) {
      throw isDuplicateKey(error) ? await this.busy.explain(error) : error;
    }
  }

  private async insert(session: ClientSession, who: Actor, game: NewGame, isStarted: boolean): Promise<GameRow> {
    const row = await this.games.insert(session, game);
    const concerned = row.players.flatMap(({ member_id }) => member_id ?? []);
    const decision = {
      change: isStarted ? ('started' as const) : ('created' as const),
      notes: isStarted ? [{ type: 'game.started' as const, member_ids: concerned }] : [],
      value: undefined,
    };
    const stateOf = await this.presenter.presenter([row], session);
    await this.consequences.follow(session, [{ game: row, who, decision }], stateOf);
    return row;
  }
}

const newGame = (who: Actor, details: GameDetails): NewGame => ({
  ...details,
  meeting_id: null,
  status: 'scheduled',
  host_id: who.userId,
  host_name: who.username,
  players: [],
  waiting: [],
  withdrawals: [],
  teams: null,
  court_id: null,
  sets: [],
  winner: null,
  result: null,
  mvp: null,
  game_stats: null,
  started_at: null,
  completed_at: null,
  version: 1,
});
