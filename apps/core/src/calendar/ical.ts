import { TZDate } from '@date-fns/tz';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { CalendarEntry } from './calendar-entry';

const SEOUL = 'Asia/Seoul';
/** Clients look again after this long; some keep their own pace. */
const REFRESH = 'PT1H';

/** Seoul's rule since 1988, as RFC 5545, 3.6.5 wants it beside every TZID: one offset all year. */
const SEOUL_RULE = [
  'BEGIN:VTIMEZONE',
  `TZID:${SEOUL}`,
  'BEGIN:STANDARD',
  'DTSTART:19881009T030000',
  'TZOFFSETFROM:+0900',
  'TZOFFSETTO:+0900',
  'TZNAME:KST',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n');

/** RFC 5545, 3.6 wants every property before the first component; the library writes these behind it. */
const PROPERTIES = [
  `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
  `X-PUBLISHED-TTL:${REFRESH}`,
  `X-WR-TIMEZONE:${SEOUL}`,
  '',
].join('\r\n');
const METHOD = 'METHOD:PUBLISH\r\n';

const STATUS: Record<CalendarEntry['state'], ICalEventStatus> = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
};

const inSeoul = (date: Date): TZDate => new TZDate(date.getTime(), SEOUL);

/** A calendar in iCalendar format (RFC 5545): what happens in the time of Asia/Seoul, its stamps in UTC. */
export function icalOf(name: string, entries: readonly CalendarEntry[]): string {
  const calendar = ical({
    name,
    prodId: { company: 'dongbaejul', product: 'club calendar', language: 'KO' },
    method: ICalCalendarMethod.PUBLISH,
    // Its zone named as the calendar's own would put stamps into it as well, and those are in UTC (RFC 5545, 3.8.7).
    timezone: { name: null, generator: () => SEOUL_RULE },
  });
  for (const entry of entries) {
    calendar.createEvent({
      id: entry.uid,
      summary: entry.title,
      ...(entry.description && { description: entry.description }),
      ...(entry.location && { location: entry.location }),
      start: inSeoul(entry.start),
      end: inSeoul(entry.end),
      timezone: SEOUL,
      sequence: entry.sequence,
      created: entry.created,
      lastModified: entry.changed,
      stamp: entry.changed,
      status: STATUS[entry.state],
    });
  }
  return calendar.toString().replace(METHOD, `${METHOD}${PROPERTIES}`);
}
