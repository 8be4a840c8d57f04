import type { Role } from './roles';

export type GameStatusName = 'scheduled' | 'ongoing' | 'completed' | 'cancelled';

/** Somebody as others see one; null for who closed the account. */
export interface PersonState {
  id: string | null;
  display_name: string;
  avatar: string | null;
}

export interface GuestState {
  id: string;
  name: string;
  grade: string | null;
  /** The member who brings the guest. */
  invited_by: string;
}

export interface GameParticipantState {
  /** What teams, attendance and mvp name: the member's id, or the guest's. */
  id: string;
  /** Null for a guest. */
  user: PersonState | null;
  guest: GuestState | null;
  joined_at: string;
  attendance: 'attended' | 'late' | 'no_show' | null;
  /** False for who was entered by somebody else and has not agreed yet. */
  confirmed: boolean;
}

/** A game as members see it, over REST, on the socket and in events alike. Times are ISO 8601 UTC. */
export interface GameState {
  id: string;
  title: string;
  description: string;
  game_date: string;
  /** Minutes. */
  duration: number;
  max_participants: number;
  skill_level: string | null;
  game_type: 'singles' | 'mens_doubles' | 'womens_doubles' | 'mixed_doubles' | 'free';
  rule: { preset: string; sets_to_win: number; target: number; deuce: boolean; cap: number };
  join_deadline: string | null;
  location: string | null;
  meeting_id: string | null;
  status: GameStatusName;
  host: PersonState;
  participants: GameParticipantState[];
  /** The first 100 who wait, guests beside their member; `position` counts parties. */
  waiting_list: (GameParticipantState & { position: number })[];
  waiting_count: number;
  /** Ids of participants. */
  teams: { team1: string[]; team2: string[] } | null;
  court_id: string | null;
  score: {
    sets: { set_number: number; team1: number; team2: number }[];
    sets_won: { team1: number; team2: number };
    winner: 'team1' | 'team2' | null;
  };
  result: 'normal' | 'retired' | 'walkover' | null;
  mvp: string | null;
  game_stats: Record<string, unknown> | null;
  started_at: string | null;
  completed_at: string | null;
  version: number;
  created_at: string;
  updated_at: string;
}

export const GAME_CHANGES = [
  'created',
  'updated',
  'joined',
  'left',
  'started',
  'score',
  'completed',
  'cancelled',
  'corrected',
] as const;
export type GameChange = (typeof GAME_CHANGES)[number];

/** Payload of `core.game.changed`. */
export interface GameChanged {
  game: GameState;
  change: GameChange;
  /** The member who did it. */
  updated_by: string;
}

/** On whose behalf a service asks, after it has checked the token. */
export interface Caller {
  user_id: string;
  roles: Role[];
  /** Roles that they hold and that wait for a sign-in with a second factor, where there are any. */
  withheld_roles?: Role[];
}

export interface GameScoreRequest {
  game_id: string;
  caller: Caller;
  set_number: number;
  team1_score: number;
  team2_score: number;
}

export interface GameStatusRequest {
  game_id: string;
  caller: Caller;
  status: 'ongoing' | 'completed' | 'cancelled';
  court_id?: string;
  final_score?: { sets: { team1: number; team2: number }[] };
  winner?: 'team1' | 'team2';
}

export interface GameReply {
  game: GameState;
}
