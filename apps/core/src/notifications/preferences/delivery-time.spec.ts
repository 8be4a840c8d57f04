import { deliveryTime } from './delivery-time';
import { defaultPreferences, Preferences } from './preferences.schema';

const at = (text: string): Date => new Date(text);
const quiet = (start: string, end: string, time_zone = 'Asia/Seoul'): Pick<Preferences, 'quiet_hours' | 'digest'> => ({
  ...defaultPreferences('m'),
  quiet_hours: { enabled: true, start, end, time_zone },
});
const ordinary = { type: 'comment', critical: false } as const;

/** When something at this moment is told; null: at once. */
const told = (
  now: string,
  preferences: Pick<Preferences, 'quiet_hours' | 'digest'>,
  about = ordinary,
): string | null => {
  const { at: when, held } = deliveryTime(at(now), preferences, about);
  return held ? when.toISOString() : null;
};

describe('quiet hours across midnight in Seoul (UTC+9, no summer time)', () => {
  const night = quiet('22:00', '07:00');

  it.each([
    ['2026-03-01T21:59:59+09:00', null],
    ['2026-03-01T22:00:00+09:00', '2026-03-01T22:00:00.000Z'],
    ['2026-03-01T23:59:59+09:00', '2026-03-01T22:00:00.000Z'],
    ['2026-03-02T00:00:00+09:00', '2026-03-01T22:00:00.000Z'],
    ['2026-03-02T06:59:59+09:00', '2026-03-01T22:00:00.000Z'],
    ['2026-03-02T07:00:00+09:00', null],
    ['2026-12-31T23:00:00+09:00', '2026-12-31T22:00:00.000Z'],
    ['2028-02-28T23:00:00+09:00', '2028-02-28T22:00:00.000Z'],
  ])('at %s wait until %s', (now, expected) => expect(told(now, night)).toBe(expected));

  it('do not depend on the time of the year', () => {
    for (const month of ['03', '04', '07', '10', '11']) {
      expect(told(`2026-${month}-10T23:30:00+09:00`, night)).toBe(`2026-${month}-10T22:00:00.000Z`);
    }
  });
});

describe('quiet hours within a day', () => {
  const lunch = quiet('12:00', '13:30');
  it.each([
    ['2026-03-01T11:59:00+09:00', null],
    ['2026-03-01T12:00:00+09:00', '2026-03-01T04:30:00.000Z'],
    ['2026-03-01T13:30:00+09:00', null],
    ['2026-03-01T23:00:00+09:00', null],
  ])('at %s wait until %s', (now, expected) => expect(told(now, lunch)).toBe(expected));
});

describe('quiet hours where clocks are changed', () => {
  const newYork = quiet('22:00', '07:00', 'America/New_York');
  it('end by the clock on the wall', () => {
    // Clocks go forward on 8 March and back on 1 November 2026.
    expect(told('2026-03-08T03:00:00Z', newYork)).toBe('2026-03-08T11:00:00.000Z');
    expect(told('2026-03-07T03:30:00Z', newYork)).toBe('2026-03-07T12:00:00.000Z');
    expect(told('2026-11-01T03:00:00Z', newYork)).toBe('2026-11-01T12:00:00.000Z');
  });

  it('that would end at a time that is left out end right after', () => {
    expect(told('2026-03-08T04:00:00Z', quiet('22:00', '02:30', 'America/New_York'))).toBe('2026-03-08T07:30:00.000Z');
  });
});

describe('a digest', () => {
  const digest = (enabled: boolean): Preferences => ({
    ...defaultPreferences('m'),
    digest: { enabled, at: '18:00', types: ['comment'] },
  });

  it('keeps its types back until its hour, and no others', () => {
    expect(told('2026-03-01T10:00:00+09:00', digest(true))).toBe('2026-03-01T09:00:00.000Z');
    expect(told('2026-03-01T18:00:00+09:00', digest(true))).toBe('2026-03-02T09:00:00.000Z');
    const { held } = deliveryTime(at('2026-03-01T10:00:00+09:00'), digest(true), { type: 'reply', critical: false });
    expect(held).toBe(false);
    expect(told('2026-03-01T10:00:00+09:00', digest(false))).toBeNull();
  });

  it('waits for the end of quiet hours', () => {
    const both = { ...digest(true), quiet_hours: quiet('17:00', '19:00').quiet_hours };
    expect(told('2026-03-01T10:00:00+09:00', both)).toBe('2026-03-01T10:00:00.000Z');
  });
});

it('what is critical passes both', () => {
  const both = {
    ...quiet('00:00', '23:59'),
    digest: { enabled: true, at: '18:00', types: ['account.security' as const] },
  };
  const now = at('2026-03-01T10:00:00+09:00');
  expect(deliveryTime(now, both, { type: 'account.security', critical: true })).toEqual({ at: now, held: false });
  expect(deliveryTime(now, both, { type: 'account.security', critical: false }).held).toBe(true);
});
