import type { GameState } from '@dongbaejul/contracts';
import type { GameAnswer, JoinAnswer } from '../../src/games/dto/game.dto';
import type { Answer } from './client';
import type { CoreUnderTest, Member } from './core-under-test';

const HOUR_MS = 3_600_000;
export const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** The game of an answer that has to be a success. */
export function gameOf({ status, data, error }: Answer<GameAnswer>): GameState {
  if (status >= 300) throw new Error(`refused: ${status} ${JSON.stringify(error)}`);
  return data.game;
}

/** A game of this host's: singles, tomorrow, unless said otherwise. */
export async function arrange(host: Member, wanted: object = {}): Promise<GameState> {
  const body = { title: '수요 게임', game_date: inHours(24), game_type: 'singles', ...wanted };
  return gameOf(await host.client.post<GameAnswer>('/games', body));
}

export const join = (who: Member, id: string, guests: string[] = []): Promise<Answer<JoinAnswer>> =>
  who.client.post<JoinAnswer>(`/games/${id}/join`, { guests: guests.map((name) => ({ name })) });

export interface Match {
  host: Member;
  players: Member[];
  game: GameState;
}

let courts = 0;
export const newCourt = (): string => `court-${(courts += 1)}`;

/** A game that is being played: the first half of the players against the second. */
export async function match(core: CoreUnderTest, wanted: object = {}, given?: Member[]): Promise<Match> {
  const host = core.member();
  const players = given ?? [core.member(), core.member()];
  const arranged = await arrange(host, wanted);
  for (const player of players) gameOf(await join(player, arranged.id));
  const ids = players.map(({ id }) => id);
  const half = ids.length / 2;
  const teams = { team1: ids.slice(0, half), team2: ids.slice(half) };
  gameOf(await host.client.put<GameAnswer>(`/games/${arranged.id}/teams`, teams));
  const started = await host.client.post<GameAnswer>(`/games/${arranged.id}/start`, { court_id: newCourt() });
  return { host, players, game: gameOf(started) };
}

export const TWO_SETS = [
  { team1: 21, team2: 10 },
  { team1: 21, team2: 12 },
];

/** A match that the first side wins, played to its end. */
export async function played(core: CoreUnderTest, wanted: object = {}, given?: Member[]): Promise<Match> {
  const begun = await match(core, wanted, given);
  const body = { final_score: { sets: TWO_SETS }, winner: 'team1' };
  const ended = await begun.host.client.post<GameAnswer>(`/games/${begun.game.id}/complete`, body);
  return { ...begun, game: gameOf(ended) };
}
