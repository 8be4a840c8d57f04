import { NAMELESS, personHash, SeenPeople } from './seen-people';

const author = (
  name: string,
  url: string | null = null,
): { userKey: string; name: string; profileImageUrl: string | null } => ({
  userKey: 'k',
  name,
  profileImageUrl: url,
});

describe('people whom BAND shows', () => {
  it('are known by their authorship rather than by an older mention, whichever comes first', () => {
    const people = new SeenPeople();
    people.addMentions([{ userKey: 'k', name: '옛 이름' }]);
    people.addAuthor(author('새 이름', 'https://img/1'));
    people.addMentions([{ userKey: 'k', name: '옛 이름' }]);
    expect(people.list()).toEqual([
      { user_key: 'k', name: '새 이름', profile_image_url: 'https://img/1', mentionOnly: false },
    ]);
  });

  it('are left out without a key, and always have a name and a sound picture or none', () => {
    const people = new SeenPeople();
    people.addAuthor({ ...author('누군가'), userKey: null });
    expect(people.list()).toEqual([]);
    people.addAuthor(author('', 'javascript:alert(1)'));
    expect(people.list()).toMatchObject([{ name: NAMELESS, profile_image_url: null }]);
    people.addAuthor(author(`${'가'.repeat(49)}😀`));
    expect(people.list()[0]?.name).toBe('가'.repeat(49));
  });

  it('look different when name or picture changes, and only then', () => {
    const person = { user_key: 'k', name: 'a', profile_image_url: null };
    expect(personHash({ ...person, user_key: 'other' })).toBe(personHash(person));
    expect(personHash({ ...person, name: 'b' })).not.toBe(personHash(person));
    expect(personHash({ ...person, profile_image_url: 'https://x' })).not.toBe(personHash(person));
  });
});
