/** How a meeting comes again. Days are those of Asia/Seoul. */
export const FREQUENCIES = ['weekly', 'monthly_by_date', 'monthly_by_weekday'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export interface Recurrence {
  frequency: Frequency;
  /** Every so many weeks or months. */
  interval: number;
  /** How many meetings in all, the first included. */
  count?: number;
  /** No meeting begins later. */
  until?: Date;
}

export const MOST_OCCURRENCES = 104;
/** How far ahead meetings are made when nothing else ends the series. */
const HORIZON_MS = 366 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** Korea has had no summer time since 1988, and its clocks are 9 hours ahead of UTC all year. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;

/**
 * When the meetings of a series begin, in order, the first included. A series ends with its count, its `until`, a
 * year ahead, or after MOST_OCCURRENCES, whatever comes first.
 *
 * By date: a month that has no such day has its last day instead (31 January, 28 February, 31 March).
 * By weekday: the first to fourth such weekday of the month; a fifth one means the last of each month.
 */
export function occurrencesOf(first: Date, { frequency, interval, count, until }: Recurrence): Date[] {
  const latest = Math.min(until?.getTime() ?? Number.POSITIVE_INFINITY, first.getTime() + HORIZON_MS);
  const most = Math.min(count ?? MOST_OCCURRENCES, MOST_OCCURRENCES);
  const dates = [first];
  for (let index = 1; index < most; index += 1) {
    const next = nth(first, frequency, index * interval);
    if (next.getTime() > latest) break;
    dates.push(next);
  }
  return dates;
}

/** Whether only the horizon ends what is made of a series so far. */
export const isEndless = ({ count, until }: Recurrence): boolean => count === undefined && until === undefined;

/** A series whose last meeting begins before this may have another within the horizon: none comes sooner than a week on. */
export const extendedBefore = (now: Date): Date => new Date(now.getTime() + HORIZON_MS - 7 * DAY_MS + 1);

/**
 * When the meetings after the last one made so far begin, up to a year from now.
 * @param last its number in the series and its date; one that was moved moves those after it by as much
 */
export function occurrencesAfter(
  last: { first: Date; index: number; date: Date },
  { frequency, interval }: Recurrence,
  now: Date,
): { index: number; date: Date }[] {
  const moved = last.date.getTime() - nth(last.first, frequency, last.index * interval).getTime();
  const dates: { index: number; date: Date }[] = [];
  for (let index = last.index + 1; dates.length < MOST_OCCURRENCES; index += 1) {
    const date = new Date(nth(last.first, frequency, index * interval).getTime() + moved);
    if (date.getTime() > now.getTime() + HORIZON_MS) break;
    if (date > now) dates.push({ index, date });
  }
  return dates;
}

function nth(first: Date, frequency: Frequency, steps: number): Date {
  if (frequency === 'weekly') return new Date(first.getTime() + steps * 7 * DAY_MS);
  // The UTC fields of a date that is moved by the offset are Seoul's.
  const local = new Date(first.getTime() + SEOUL_OFFSET_MS);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + steps];
  const day = frequency === 'monthly_by_date' ? dateIn(year, month, local) : weekdayIn(year, month, local);
  const timeOfDay = local.getTime() % DAY_MS;
  return new Date(Date.UTC(year, month, day) + timeOfDay - SEOUL_OFFSET_MS);
}

/** The last day's date; `month` may be past 11, as Date.UTC takes it. */
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

const dateIn = (year: number, month: number, like: Date): number => Math.min(like.getUTCDate(), lengthOf(year, month));

function weekdayIn(year: number, month: number, like: Date): number {
  const week = Math.ceil(like.getUTCDate() / 7);
  const weekdayOfFirst = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const firstSuch = 1 + ((like.getUTCDay() - weekdayOfFirst + 7) % 7);
  const day = firstSuch + (week - 1) * 7;
  return day > lengthOf(year, month) ? day - 7 : week === 5 ? lastSuch(year, month, firstSuch) : day;
}

const lastSuch = (year: number, month: number, firstSuch: number): number =>
  firstSuch + Math.floor((lengthOf(year, month) - firstSuch) / 7) * 7;

/** Midnight in Seoul before this moment. */
export const startOfDayInSeoul = (moment: Date): Date => {
  const local = moment.getTime() + SEOUL_OFFSET_MS;
  return new Date(local - (local % DAY_MS) - SEOUL_OFFSET_MS);
};
