// A directory of invented people, stored as auth stores them (apps/auth/src/accounts/search-text.ts).
const FAMILY = [...'김이박최정강조윤장임한오서신권황안송류홍'];
const FIRST = [...'민서지예도하주시은수현윤채건우준유다연승'];
const SECOND = [...'준서우진호윤원민아은연빈현수영희경훈석나'];
const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';

const initialsOf = (name) => [...name].map((c) => INITIALS[Math.floor((c.charCodeAt(0) - 0xac00) / 588)]).join('');

function gramsOf(text) {
  const letters = [...text];
  return [1, 2, 3].flatMap((length) =>
    letters.slice(length - 1).map((_, from) => letters.slice(from, from + length).join('')),
  );
}

/** The same person for the same number. */
function person(i) {
  const at = (list, step) => list[Math.floor(i / step) % list.length];
  const displayName = at(FAMILY, 1) + at(FIRST, 20) + at(SECOND, 400);
  const username = `player${i}`;
  const parts = [displayName, initialsOf(displayName), username];
  return {
    username,
    usernameKey: username,
    displayName,
    displayNameKey: displayName,
    searchText: parts.join('\n'),
    searchGrams: [...new Set(parts.flatMap(gramsOf))],
    bandUserKey: `bench-${i}`,
    emailVerifiedAt: null,
    avatar: null,
    bio: '',
    grade: 'C',
    gender: null,
    chosen: { displayName: false, avatar: false },
    preferences: { language: 'ko', hiddenFields: [] },
    roles: ['USER'],
    status: 'active',
    bandLinked: false,
    version: 1,
    knownAddresses: [],
    lastTokenAt: 0,
    tokensFrom: 0,
    lastSeenAt: null,
    createdAt: new Date(1_700_000_000_000 + i * 1_000),
    updatedAt: new Date(1_700_000_000_000 + i * 1_000),
  };
}

/** Indexes go and come back: made of all at once they cost a fraction of what they cost entry by entry. */
export async function fill(db, count) {
  const accounts = db.collection('accounts');
  const indexes = (await accounts.indexes()).filter(({ name }) => name !== '_id_').map(({ v: _v, ...index }) => index);
  await accounts.dropIndexes();
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, i) => person(from + i));
    await accounts.insertMany(rows, { ordered: false });
  }
  await accounts.createIndexes(indexes);
}
