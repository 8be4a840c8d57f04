/** A meeting's court board as members see it, over REST and on the socket alike. */
export interface BoardView {
  meeting_id: string;
  /** Grows with every change. */
  version: number;
  courts: BoardCourtView[];
  /** Who waits, the next in turn first. */
  waiting: BoardWaiting[];
  longest_waiting: BoardPerson | null;
  /** Who would play if one more court became free now; null where too few wait. */
  next: BoardTeams | null;
  paused: BoardPerson[];
  groups: { id: string; players: BoardPerson[] }[];
  updated_at: string;
}

export interface BoardPerson {
  /** The member's or the guest's id. */
  id: string;
  name: string;
  is_guest: boolean;
  /** The member; of a guest the one who brought them. */
  member_id: string;
}

export interface BoardTeams {
  team1: BoardPerson[];
  team2: BoardPerson[];
}

export interface BoardCourtView {
  id: string;
  name: string;
  status: 'playing' | 'proposed' | 'free';
  game: (BoardTeams & { game_id: string; started_at: string }) | null;
  proposal: (BoardTeams & { id: string; made_at: string }) | null;
}

export interface BoardWaiting {
  player: BoardPerson;
  /** Games this evening; who came late counts as having played what others had then. */
  games: number;
  waiting_since: string;
}

/** `core.board.changed` */
export interface BoardChanged {
  board: BoardView;
}
