import { AuthorsService } from './authors.service';
import type { Member } from './member.schema';
import type { MemberLookup } from './member-lookup';

const member = (_id: string, display_name: string, merged_into?: string): Member =>
  ({ _id, display_name, avatar: null, status: merged_into ? 'closed' : 'active', merged_into }) as unknown as Member;

class CountedLookup {
  asked = 0;
  constructor(private readonly rows: readonly Member[]) {}

  find(ids: readonly string[]): Promise<Map<string, Member>> {
    this.asked += 1;
    return Promise.resolve(new Map(this.rows.filter(({ _id }) => ids.includes(_id)).map((row) => [row._id, row])));
  }
}

async function namesOf(rows: readonly Member[], ids: readonly string[]): Promise<{ names: string[]; asked: number }> {
  const lookup = new CountedLookup(rows);
  const authors = new AuthorsService(lookup as unknown as MemberLookup);
  const of = ids.map((author_id) => ({ author_id, author_name: '예전 이름' }));
  const nameOf = await authors.namesIn(of);
  return { names: of.map((row) => nameOf(row, 'ko').display_name), asked: lookup.asked };
}

describe('the author of something', () => {
  it('is who the member goes on as, however often accounts were merged', async () => {
    const rows = [member('a', '처음', 'b'), member('b', '다음', 'c'), member('c', '지금'), member('d', '다른 사람')];
    expect((await namesOf(rows, ['a', 'b', 'c', 'd'])).names).toEqual(['지금', '지금', '지금', '다른 사람']);
    expect((await namesOf(rows, ['a'])).names).toEqual(['지금']);
  });

  it('costs one look where nobody was merged', async () => {
    expect((await namesOf([member('c', '지금')], ['c'])).asked).toBe(1);
  });

  it('is found although merges run in a circle', async () => {
    const rows = [member('a', '하나', 'b'), member('b', '둘', 'a')];
    expect((await namesOf(rows, ['a'])).asked).toBeLessThan(5);
  });
});
