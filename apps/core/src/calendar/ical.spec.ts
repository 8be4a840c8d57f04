import ICAL from 'ical.js';
import type { CalendarEntry } from './calendar-entry';
import { icalOf } from './ical';

const entry: CalendarEntry = {
  uid: 'game-1@dongbaejul',
  title: '토요 정모; 4코트, 3시간',
  description: '준비물:\n라켓, 물 \\ 그리고 "셔틀콕"',
  location: '시민체육관 2층, 서울',
  start: new Date('2026-12-31T15:30:00Z'),
  end: new Date('2026-12-31T18:30:00Z'),
  sequence: 3,
  created: new Date('2026-12-01T00:00:00Z'),
  changed: new Date('2026-12-02T03:04:05Z'),
  state: 'confirmed',
};

/** The calendar as another program reads it. */
const parsed = (text: string): InstanceType<typeof ICAL.Component> => new ICAL.Component(ICAL.parse(text) as unknown[]);
const events = (text: string) =>
  parsed(text)
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one));

describe('the calendar as text', () => {
  it('is read back by another library as it was written, in the time of Seoul', () => {
    const text = icalOf('동배즐', [entry]);
    const zone = parsed(text).getFirstSubcomponent('vtimezone')!;
    expect(zone.getFirstPropertyValue('tzid')).toBe('Asia/Seoul');
    ICAL.TimezoneService.register(zone);
    const [event] = events(text);
    expect(event).toMatchObject({
      uid: entry.uid,
      summary: entry.title,
      description: entry.description,
      location: entry.location,
      sequence: 3,
    });
    expect(event!.startDate.toString()).toBe('2027-01-01T00:30:00');
    expect(event!.startDate.zone.tzid).toBe('Asia/Seoul');
    expect([event!.startDate.toJSDate(), event!.endDate.toJSDate()]).toEqual([entry.start, entry.end]);
    expect(event!.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  });

  it('stamps in UTC', () => {
    const lines = icalOf('동배즐', [entry]).split('\r\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTAMP:20261202T030405Z',
        'CREATED:20261201T000000Z',
        'LAST-MODIFIED:20261202T030405Z',
        'DTSTART;TZID=Asia/Seoul:20270101T003000',
        'X-WR-TIMEZONE:Asia/Seoul',
      ]),
    );
  });

  it('says what was called off, and what is not sure', () => {
    const text = icalOf('동배즐', [
      { ...entry, state: 'cancelled' },
      { ...entry, uid: 'b', state: 'tentative' },
    ]);
    expect(events(text).map(({ component }) => component.getFirstPropertyValue('status'))).toEqual([
      'CANCELLED',
      'TENTATIVE',
    ]);
  });

  it('folds long lines at 75 bytes without breaking a letter', () => {
    const title = '가나다라마바사'.repeat(28);
    const text = icalOf('동배즐', [{ ...entry, title }]);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(events(text)[0]!.summary).toBe(title);
  });

  it.each([[[]], [[entry]]])('says all of itself before its first component (RFC 5545, 3.6)', (entries) => {
    const text = icalOf('동배즐', entries);
    const lines = text.split('\r\n');
    const first = lines.findIndex((line, i) => i > 0 && line.startsWith('BEGIN:'));
    const head = lines.slice(1, first === -1 ? undefined : first);
    for (const property of [
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'X-PUBLISHED-TTL:PT1H',
      'X-WR-TIMEZONE:Asia/Seoul',
    ]) {
      expect(head).toContain(property);
      expect(text.split(property)).toHaveLength(2);
    }
    let depth = 0;
    for (const line of lines.slice(first, -2)) {
      if (line.startsWith('BEGIN:')) depth += 1;
      if (first !== -1) expect(depth).toBeGreaterThan(0);
      if (line.startsWith('END:')) depth -= 1;
    }
  });

  it('is a calendar without entries too', () => expect(events(icalOf('동배즐', []))).toEqual([]));
});
