import type { NotificationType } from '@dongbaejul/contracts';
import type { Preferences } from './preferences.schema';
import { minuteOfDay, minutesOf, nextAt } from './zone-time';

export interface DeliveryTime {
  at: Date;
  /** Kept back, to be told together with what else is due then. */
  held: boolean;
}

type When = Pick<Preferences, 'quiet_hours' | 'digest'>;

/** When a member's devices make a sound about something: at once, after the quiet hours, or with the digest. */
export function deliveryTime(
  now: Date,
  preferences: When,
  about: { type: NotificationType; critical: boolean },
): DeliveryTime {
  if (about.critical) return { at: now, held: false };
  const { quiet_hours, digest } = preferences;
  const isDigested = digest.enabled && digest.types.includes(about.type);
  const wanted = isDigested ? nextAt(now, minutesOf(digest.at), quiet_hours.time_zone) : now;
  const at = afterQuiet(wanted, quiet_hours);
  return { at, held: at.getTime() > now.getTime() };
}

/** The moment itself, or the end of the quiet hours that it falls into. They begin at `start` and are over at `end`. */
export function afterQuiet(at: Date, quiet: Preferences['quiet_hours']): Date {
  if (!quiet.enabled) return at;
  const [start, end] = [minutesOf(quiet.start), minutesOf(quiet.end)];
  const minute = minuteOfDay(at, quiet.time_zone);
  const isQuiet = start < end ? minute >= start && minute < end : minute >= start || minute < end;
  return isQuiet ? nextAt(at, end, quiet.time_zone) : at;
}
