import * as fc from 'fast-check';
import { MOST_OCCURRENCES, occurrencesOf, Recurrence } from './recurrence';

const seoul = (text: string): Date => new Date(`${text}+09:00`);
const days = (first: string, rule: Recurrence): string[] =>
  occurrencesOf(seoul(first), rule).map((date) =>
    new Date(date.getTime() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '),
  );

describe('a meeting that comes again', () => {
  it('every week, and every other week, at the same hour across a month and a year', () => {
    expect(days('2026-12-26T19:00', { frequency: 'weekly', interval: 1, count: 3 })).toEqual([
      '2026-12-26 19:00',
      '2027-01-02 19:00',
      '2027-01-09 19:00',
    ]);
    expect(days('2026-02-21T19:00', { frequency: 'weekly', interval: 2, count: 3 })).toEqual([
      '2026-02-21 19:00',
      '2026-03-07 19:00',
      '2026-03-21 19:00',
    ]);
  });

  it('on the 31st: on the last day of shorter months, and on the 31st again afterwards', () => {
    expect(days('2027-10-31T20:00', { frequency: 'monthly_by_date', interval: 1, count: 6 })).toEqual([
      '2027-10-31 20:00',
      '2027-11-30 20:00',
      '2027-12-31 20:00',
      '2028-01-31 20:00',
      '2028-02-29 20:00',
      '2028-03-31 20:00',
    ]);
  });

  it('on a date of Seoul, also where it is still the day before in UTC', () => {
    expect(days('2026-01-31T06:30', { frequency: 'monthly_by_date', interval: 1, count: 3 })).toEqual([
      '2026-01-31 06:30',
      '2026-02-28 06:30',
      '2026-03-31 06:30',
    ]);
    expect(days('2026-03-01T07:00', { frequency: 'monthly_by_weekday', interval: 1, count: 2 })).toEqual([
      '2026-03-01 07:00',
      '2026-04-05 07:00',
    ]);
  });

  it('on the second Saturday, or the last one', () => {
    expect(days('2026-01-10T14:00', { frequency: 'monthly_by_weekday', interval: 1, count: 3 })).toEqual([
      '2026-01-10 14:00',
      '2026-02-14 14:00',
      '2026-03-14 14:00',
    ]);
    expect(days('2026-01-31T14:00', { frequency: 'monthly_by_weekday', interval: 1, count: 5 })).toEqual([
      '2026-01-31 14:00',
      '2026-02-28 14:00',
      '2026-03-28 14:00',
      '2026-04-25 14:00',
      '2026-05-30 14:00',
    ]);
  });

  it('ends with until, which counts itself, or a year ahead', () => {
    const until = seoul('2026-02-14T14:00');
    expect(days('2026-01-31T14:00', { frequency: 'weekly', interval: 1, until })).toHaveLength(3);
    expect(days('2026-01-31T14:00', { frequency: 'weekly', interval: 1 })).toHaveLength(53);
    expect(days('2026-01-31T14:00', { frequency: 'weekly', interval: 1, count: 999 })).toHaveLength(53);
  });

  it('never twice in a month nor out of order, once in each month, at one hour of the day', () => {
    const first = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    const frequency = fc.constantFrom('monthly_by_date' as const, 'monthly_by_weekday' as const);
    fc.assert(
      fc.property(first, frequency, fc.integer({ min: 1, max: 6 }), (start, how, interval) => {
        const dates = occurrencesOf(start, { frequency: how, interval }).map((at) => at.getTime() + 9 * 3_600_000);
        const months = dates.map((at) => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth());
        expect(months).toEqual(months.map((_, index) => months[0]! + index * interval));
        expect(new Set(dates.map((at) => at % 86_400_000)).size).toBe(1);
        if (how === 'monthly_by_weekday') expect(new Set(dates.map((at) => new Date(at).getUTCDay())).size).toBe(1);
        expect(dates.length).toBeLessThanOrEqual(MOST_OCCURRENCES);
      }),
    );
  });
});
