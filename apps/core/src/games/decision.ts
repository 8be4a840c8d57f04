import type { ActivityRecorded, GameChange, NotificationRequest } from '@dongbaejul/contracts';
import type { GameFields } from './game.schema';

type NoteType = Extract<NotificationRequest['type'], `game.${string}`>;

/** Members to be told of a change; who caused it is never told. */
export interface Note {
  type: NoteType;
  member_ids: readonly string[];
  reason?: string;
}

/**
 * What a rule makes of a game: the fields to set and what follows. Nothing to set: nothing happened, nobody is told.
 */
export interface Decision<T = void> {
  set?: Partial<GameFields>;
  change?: GameChange;
  notes?: readonly Note[];
  credits?: readonly ActivityRecorded[];
  /** What somebody decided over another's game, and why; kept in the audit log. */
  audit?: { action: string; reason: string | null; before: unknown; after: unknown };
  /** The result counts for ratings from here on. */
  rated?: boolean;
  value: T;
}

export const nothing = <T>(value: T): Decision<T> => ({ value });
