const DAY_MS = 86_400_000;
const SEOUL_MS = 9 * 3_600_000;
const FIRST_HOUR = 7.5;
const WAKING_HOURS = 16;

/** The demo club's history is two years long and ends here, midnight in Seoul, whatever today is. */
export const ANCHOR = Date.UTC(2026, 9, 31, 15);
export const DAYS = 730;
export const START = ANCHOR - DAYS * DAY_MS;

/**
 * When item `position` (a fraction is fine) of `total` happened: in order, evenly over the two years, only at hours
 * when people in Seoul are awake (07:30 to 23:30).
 */
export function momentOf(position: number, total: number): number {
  const days = Math.min((position / Math.max(total, 1)) * DAYS, DAYS - 1e-6);
  const day = Math.floor(days);
  const hour = FIRST_HOUR + (days - day) * WAKING_HOURS;
  return START + day * DAY_MS + Math.floor(hour * 3600) * 1000;
}

const WEEKDAYS = '일월화수목금토';

/** A day as a member writes it, `11월 8일(토)`. */
export function koreanDate(time: number): string {
  const day = new Date(time + SEOUL_MS);
  return `${day.getUTCMonth() + 1}월 ${day.getUTCDate()}일(${WEEKDAYS[day.getUTCDay()]})`;
}

export function koreanMonth(time: number): { year: number; month: number } {
  const day = new Date(time + SEOUL_MS);
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1 };
}

/** The first day from `days` after `time` on that is a Saturday or Sunday. */
export function nextWeekend(time: number, days: number): number {
  let candidate = time + days * DAY_MS;
  while (![0, 6].includes(new Date(candidate + SEOUL_MS).getUTCDay())) candidate += DAY_MS;
  return candidate;
}

export function addDays(time: number, days: number): number {
  return time + days * DAY_MS;
}
