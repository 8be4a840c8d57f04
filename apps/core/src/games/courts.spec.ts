import { courtAt } from './courts';

const courts = [
  { id: 'a'.repeat(24), name: '1' },
  { id: 'b'.repeat(24), name: 'Court A' },
];
const at = (wanted: string, location = '체육관', of = courts) => courtAt({ location }, of, wanted);

describe('the court that somebody names', () => {
  it('is one of the meeting’s, by its id or its name, wherever the game is said to be', () => {
    const first = at(courts[0]!.id);
    for (const name of ['1', ' 1 ', '１']) expect(at(name, '다른 곳')).toEqual(first);
    expect(first.id).toBe(courts[0]!.id);
    for (const name of ['courta', 'ＣＯＵＲＴ Ａ']) expect(at(name).id).toBe(courts[1]!.id);
  });

  it('is none that the meeting does not have', () => {
    for (const name of ['2', '', 'c'.repeat(24)])
      expect(() => at(name)).toThrow(expect.objectContaining({ code: 'GAME_COURT_UNKNOWN' }) as Error);
  });

  it('is elsewhere what people call it there: the same name at the same place', () => {
    const there = at('7', '시민 체육관', []);
    expect(at('７', '시민체육관', []).key).toBe(there.key);
    expect(at('7', '시민체육관', []).id).toBe('7');
    expect([at('8', '시민체육관', []).key, at('7', '구민체육관', []).key]).not.toContain(there.key);
  });
});
