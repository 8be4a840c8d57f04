import type { CourtGame } from '../games/create-game';
import type { GameType, Player } from '../games/game.schema';
import { PRESETS } from '../games/score-rules';
import type { Meeting } from '../meetings/meeting.schema';
import type { BoardPlayer } from './board';
import type { Board } from './board.schema';

export interface CourtLineup {
  court_id: string;
  team1: string[];
  team2: string[];
}

/** What a club evening's game to one set takes. */
const MINUTES = 15;

/** The game that a line-up of the board becomes. */
export function courtGame(
  meeting: Pick<Meeting, '_id' | 'title' | 'location'>,
  board: Pick<Board, 'players' | 'courts'>,
  { court_id, team1, team2 }: CourtLineup,
  now: Date,
): CourtGame {
  const players = [...team1, ...team2].flatMap((id) => board.players.find((player) => player.id === id) ?? []);
  const court = board.courts.find(({ id }) => id === court_id)?.name ?? '';
  return {
    details: {
      title: `${meeting.title} ${court}`.trim().slice(0, 200),
      description: '',
      game_date: now,
      duration: MINUTES,
      max_participants: players.length,
      skill_level: null,
      game_type: typeOf(players, team1),
      rule: PRESETS.CLUB_25,
      join_deadline: null,
      location: meeting.location || null,
    },
    meeting_id: String(meeting._id),
    court_id,
    players: players.map((player) => participant(player, now)),
    teams: { team1, team2 },
  };
}

/** By who plays, as far as it is known; a mixed four that is not in mixed pairs is a free game. */
export function typeOf(players: readonly Pick<BoardPlayer, 'id' | 'gender'>[], team1: readonly string[]): GameType {
  if (players.length === 2) return 'singles';
  const men = players.filter(({ gender }) => gender === 'male');
  const women = players.filter(({ gender }) => gender === 'female');
  if (men.length === 4) return 'mens_doubles';
  if (women.length === 4) return 'womens_doubles';
  const isMixed = men.length === 2 && women.length === 2 && men.filter(({ id }) => team1.includes(id)).length === 1;
  return isMixed ? 'mixed_doubles' : 'free';
}

const participant = (player: BoardPlayer, now: Date): Player => ({
  player_id: player.id,
  member_id: player.is_guest ? null : player.id,
  party: player.member_id,
  name: player.name,
  grade: player.grade,
  gender: player.gender,
  joined_at: now,
  attendance: null,
});
