const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string): Intl.DateTimeFormat {
  // Members name zones in any spelling, of which there are too many to keep.
  const zone = name.toLowerCase();
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** What a clock on the wall shows, as if it were UTC: only differences and fields of it mean anything. */
function wallTime(at: Date, zone: string): number {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part as Record<string, number | undefined>;
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** `HH:MM` in minutes of the day. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Minutes since midnight on a clock in the zone (an IANA name). */
export const minuteOfDay = (at: Date, zone: string): number => (wallTime(at, zone) % DAY_MS) / MINUTE_MS;

/**
 * The next time after `now` at which clocks in the zone show `minutes` of a day. Where that time is left out (summer
 * time begins) it is the moment that follows by as much; where it comes twice, the first that is still to come.
 */
export function nextAt(now: Date, minutes: number, zone: string): Date {
  const today = Math.floor(wallTime(now, zone) / DAY_MS) * DAY_MS;
  for (let day = today - DAY_MS; ; day += DAY_MS) {
    const moment = momentOf(day + minutes * MINUTE_MS, zone);
    if (moment.getTime() > now.getTime()) return moment;
  }
}

/** The moment at which clocks in the zone show this. */
function momentOf(wall: number, zone: string): Date {
  const offsetAt = (ms: number): number => wallTime(new Date(ms), zone) - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  const before = offsetAt(wall - DAY_MS);
  const first = wall - before;
  const offset = offsetAt(first);
  if (offset === before) return new Date(first);
  const second = wall - offset;
  return new Date(offsetAt(second) === offset ? second : first);
}
