// chat-socket with 1,000 and with 1,000,000 messages in one room: what history, unread counts and search cost
// (docs/performance.md).
import { parseArgs } from 'node:util';
import { say } from '../../scripts/lib/progress.mjs';
import { RARE } from '../content/club-posts.mjs';
import { BUDGET, compareSizes, sizesTable } from '../lib/compare-sizes.mjs';
import { keep, machine } from '../lib/report.mjs';
import { ASKER, atSizes, sizesFrom } from '../lib/service-at-sizes.mjs';
import { keysOfNobody } from './keys-of-nobody.mjs';
import { fillTalk, NEWCOMER } from './talk.mjs';

const options = {
  rounds: { type: 'string', default: '60' },
  sizes: { type: 'string', default: '1000,1000000' },
};

const inRoom = (rest) => (target) => ({ path: `/api/v1/chat/rooms/${target.roomId}${rest(target)}` });
const search = (words) => ({ path: `/api/v1/chat/search?q=${encodeURIComponent(words)}` });
/** As the member who has read nothing: as many are unread as are counted. */
const asNewcomer = (request) => (target) => ({ ...request(target), user: NEWCOMER });

const WORK = {
  'history, newest page': inRoom(() => '/messages?limit=50'),
  'history, before the middle': inRoom(({ middle }) => `/messages?limit=50&before=${middle}`),
  'history, around the middle': inRoom(({ middle }) => `/messages?limit=50&around=${middle}`),
  'history, after a number in the middle': inRoom(({ size }) => `/messages?limit=50&after_seq=${size / 2}`),
  'room, few unread': inRoom(() => ''),
  'room, all unread (counted up to 1,000)': asNewcomer(inRoom(() => '')),
  'own rooms, few unread': { path: '/api/v1/chat/rooms' },
  'own rooms, all unread': asNewcomer(() => ({ path: '/api/v1/chat/rooms' })),
  'search, one common word (배드민턴)': search('배드민턴'),
  'search, two words (체육관 코트)': search('체육관 코트'),
  [`search, a rare word (${RARE})`]: search(RARE),
  [`search, a common and a rare word (배드민턴 ${RARE})`]: search(`배드민턴 ${RARE}`),
  'search, initial consonants (ㅂㄷㅁㅌ)': search('ㅂㄷㅁㅌ'),
  'search, one letter (콕)': search('콕'),
  'search, nothing found': search('뷁뷁뷁'),
};

/** `node bench/run.mjs messages [--rounds 60] [--sizes 1000,1000000]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const sizes = sizesFrom(values.sizes);
  const rounds = Number(values.rounds);
  const auth = await keysOfNobody();
  try {
    const env = { AUTH_SERVER_URL: auth.url };
    const fill = (db, size) => fillTalk(db, size, ASKER);
    const app = 'chat-socket';
    const figures = await atSizes({ app, sizes, env, fill }, (targets) => compareSizes(targets, WORK, rounds));
    const text = sizesTable(
      figures,
      sizes.map((size) => `${size} messages`),
    );
    say(`\n${text}\n`);
    say(`Kept in ${keep('messages', { machine: machine(), sizes, rounds, budget: BUDGET, figures }, text)}`);
  } finally {
    auth.close();
  }
}
