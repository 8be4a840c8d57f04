import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { MomentQuery } from './moment-query.decorator';

class Query {
  @MomentQuery('from', 'From then on')
  from?: string;

  @MomentQuery('to', 'Before then')
  to?: string;
}

const read = (input: object): { query: Query; refused: string[] } => {
  const query = plainToInstance(Query, input);
  const messages = validateSync(query).flatMap(({ constraints }) => Object.values(constraints ?? {}));
  return { query, refused: messages };
};

describe('MomentQuery', () => {
  it('takes a day of Seoul from its beginning or to its end', () => {
    const { query, refused } = read({ from: '2026-11-28', to: '2026-11-28' });
    expect({ ...query, refused }).toEqual({
      from: '2026-11-27T15:00:00.000Z',
      to: '2026-11-28T15:00:00.000Z',
      refused: [],
    });
  });

  it.each(['2026-11-28T10:00:00+09:00', '2026-11-28T10:00Z', '2026-11-28T10:00:00.123456Z'])(
    'takes %s as it is',
    (at) => expect(read({ from: at, to: at })).toEqual({ query: { from: at, to: at }, refused: [] }),
  );

  it('may be left out', () => expect(read({}).refused).toEqual([]));

  it.each([
    '2026-11-28T10:00',
    '2026-02-30',
    '2026-11-31T10:00Z',
    '2026-13-01',
    '20261128',
    'today',
    '',
    ['2026-11-28'],
  ])('refuses %j with a sentence in two languages', (from) => {
    const [message, ...others] = read({ from }).refused;
    expect(message).toMatch(/날짜.*서울.*\|must be a day/);
    expect(others).toEqual([]);
  });
});
