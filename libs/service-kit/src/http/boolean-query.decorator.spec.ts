import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { BooleanQuery } from './boolean-query.decorator';

class Query {
  @BooleanQuery()
  pinned?: boolean;
}

const read = (input: object): { value: unknown; refused: boolean } => {
  const query = plainToInstance(Query, input);
  return { value: query.pinned, refused: validateSync(query).length > 0 };
};

describe('BooleanQuery', () => {
  it.each([
    [{ pinned: 'true' }, true],
    [{ pinned: 'false' }, false],
    [{}, undefined],
  ])('reads %j as %s', (input, value) => expect(read(input)).toEqual({ value, refused: false }));

  it.each(['', '1', 'TRUE', 'yes', ['true', 'false']])('refuses %j', (pinned) =>
    expect(read({ pinned }).refused).toBe(true),
  );
});
