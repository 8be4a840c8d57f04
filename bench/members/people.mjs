// A directory of invented people, stored as auth stores them (apps/auth/src/accounts/account.schema.ts).
import { indexedLater } from '../lib/indexed-later.mjs';
import { productCode } from '../lib/product-code.mjs';

const BATCH = 5_000;
const FAMILY = [...'김이박최정강조윤장임한오서신권황안송류홍'];
const FIRST = [...'민서지예도하주시은수현윤채건우준유다연승'];
const SECOND = [...'준서우진호윤원민아은연빈현수영희경훈석나'];

/** The same person for the same number. */
function person(i, searchFieldsOf) {
  const at = (list, step) => list[Math.floor(i / step) % list.length];
  const displayName = at(FAMILY, 1) + at(FIRST, 20) + at(SECOND, 400);
  const username = `player${i}`;
  return {
    username,
    usernameKey: username,
    displayName,
    ...searchFieldsOf(displayName, username),
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

export async function fill(db, count) {
  const { searchFieldsOf } = await productCode('apps/auth/src/accounts/search-text.ts');
  await indexedLater(db, ['accounts'], async () => {
    for (let from = 0; from < count; from += BATCH) {
      const size = Math.min(BATCH, count - from);
      const rows = Array.from({ length: size }, (_, i) => person(from + i, searchFieldsOf));
      await db.collection('accounts').insertMany(rows, { ordered: false });
    }
  });
}
