import { filterFrom } from './game-input';

const ME = 'a'.repeat(24);

describe('from when to when games are looked for', () => {
  it('is a day of Seoul, the last one to its end', () => {
    expect(filterFrom({ date_from: '2026-11-22', date_to: '2026-11-22' }, ME)).toEqual({
      from: new Date('2026-11-21T15:00:00Z'),
      to: new Date('2026-11-22T15:00:00Z'),
    });
  });

  it('ends before the time that is named, as in all lists: spans that follow each other share no game', () => {
    const noon = '2026-11-22T12:00:00+09:00';
    const [before, after] = [filterFrom({ date_to: noon }, ME), filterFrom({ date_from: noon }, ME)];
    expect(before.to).toEqual(new Date('2026-11-22T03:00:00Z'));
    expect(after.from).toEqual(before.to);
  });

  it('is a time, of Seoul where it names no zone, wherever the server stands', () => {
    const from = (date_from: string): Date | undefined => filterFrom({ date_from }, ME).from;
    expect(from('2026-11-22T09:00:00')).toEqual(new Date('2026-11-22T00:00:00Z'));
    expect(from('2026-11-22T09:00')).toEqual(new Date('2026-11-22T00:00:00Z'));
    expect(from('2026-11-22T09:00:00Z')).toEqual(new Date('2026-11-22T09:00:00Z'));
    expect(from('2026-11-22T09:00:00-05:00')).toEqual(new Date('2026-11-22T14:00:00Z'));
  });
});
