import { GameErrors } from './games.errors';

/** The refusal behind a duplicate key of `busy`; any other error stays what it is. */
export function takenError(error: unknown): unknown {
  const taken = (error as { keyValue?: { busy?: unknown } }).keyValue?.busy;
  if (typeof taken !== 'string') return error;
  if (taken.startsWith('court:')) return GameErrors.COURT_BUSY({ court_id: taken.slice(taken.indexOf('|') + 1) });
  return GameErrors.PLAYER_BUSY({ member_id: taken.slice('player:'.length) });
}
