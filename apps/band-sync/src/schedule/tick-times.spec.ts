import { nextTickAt, tickAt } from './tick-times';

const HALF_HOUR = 30 * 60_000;
const at = (time: string): number => Date.parse(`2026-03-02T${time}+09:00`);

describe('ticks', () => {
  it('come on the half hours', () => {
    expect(nextTickAt(at('10:00:00'), HALF_HOUR)).toBe(at('10:30:00'));
    expect(nextTickAt(at('10:29:59'), HALF_HOUR)).toBe(at('10:30:00'));
    expect(nextTickAt(at('10:30:00'), HALF_HOUR)).toBe(at('11:00:00'));
  });

  it('have one number for all of their time', () => {
    const tick = tickAt(at('10:00:00'), HALF_HOUR);
    expect(tickAt(at('10:29:59'), HALF_HOUR)).toBe(tick);
    expect(tickAt(at('10:30:00'), HALF_HOUR)).toBe(tick + 1);
  });
});
