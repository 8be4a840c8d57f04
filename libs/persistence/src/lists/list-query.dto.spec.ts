import { StrictValidationPipe } from '@dongbaejul/service-kit';
import { limitOf, ListQuery } from './list-query.dto';

const read = (query: object): Promise<ListQuery> =>
  new StrictValidationPipe().transform(query, { type: 'query', metatype: ListQuery }) as Promise<ListQuery>;

describe('ListQuery', () => {
  it('reads what a URL brings', async () => {
    expect(await read({ page: '2', limit: '30' })).toEqual({ page: 2, limit: 30 });
    expect(limitOf(await read({}))).toBe(20);
    expect(limitOf(await read({ size: '5' }))).toBe(5);
  });

  it.each([
    { limit: '101' },
    { limit: '0' },
    { size: '101' },
    { page: '-1' },
    { page: 'x' },
    { page: '1.5' },
    { page: { $gt: '' } },
    { limit: ['1', '2'] },
    { after: { $gt: '' } },
    { after: 'x'.repeat(1001) },
    { other: '1' },
  ])('refuses %j', async (query) => {
    await expect(read(query)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
