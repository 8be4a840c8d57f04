// core with 1,000 and with 1,000,000 posts: what a list's page, a deep one, a detail and a search cost (docs/performance.md).
import { parseArgs } from 'node:util';
import { say } from '../../scripts/lib/progress.mjs';
import { BUDGET, compareSizes, sizesTable } from '../lib/compare-sizes.mjs';
import { indexedLater } from '../lib/indexed-later.mjs';
import { keep, machine } from '../lib/report.mjs';
import { atSizes, sizesFrom } from '../lib/service-at-sizes.mjs';
import { answered } from '../lib/signed-call.mjs';
import { fill, memberId, MEMBERS, NOUNS, postAt, RARE } from './club-posts.mjs';

const options = {
  rounds: { type: 'string', default: '60' },
  sizes: { type: 'string', default: '1000,1000000' },
};

/** What may be kept in the cache is asked for in another length each time, so that the database is asked. */
const limitOf = (round) => 20 + ((round + 20) % 80);
const list = (query) => (_target, round) => ({ path: `/api/v1/posts?limit=${limitOf(round)}${query}` });
const search = (words) => list(`&search=${encodeURIComponent(words)}`);
/** Two words that were not asked for before: their total is not kept yet. */
const newWords = (_target, round) => {
  const [one, other] = [round + 20, Math.floor((round + 20) / NOUNS.length) + round + 21];
  return search(`${NOUNS[one % NOUNS.length]} ${NOUNS[other % NOUNS.length]}`)(_target, round);
};
/** Each time another member's; shorter than what a member has among the fewest posts, so that all pages are as long. */
const ofMember = (_target, round) => ({
  path: `/api/v1/posts?limit=4&author=${memberId((round + 20) % MEMBERS)}`,
});
const some = ({ size, now }, round) => postAt(((round + 20) * 7_919) % size, size, now)._id;

const WORK = {
  'list, page one': list(''),
  'list, page one, kept in the cache': { path: '/api/v1/posts?limit=20' },
  'list, page one of a category': list('&category=question'),
  "list, page one of a member's": ofMember,
  'list, the most liked': list('&sort=popular'),
  'list, from the middle by cursor': (target, round) => list(`&after=${target.middle}`)(target, round),
  'detail, read before': (target) => ({
    path: `/api/v1/posts/${postAt(target.size - 1, target.size, target.now)._id}`,
  }),
  'detail, for the first time': (target, round) => ({ path: `/api/v1/posts/${some(target, round)}` }),
  'comments of a post': (target) => ({ path: `/api/v1/posts/${postAt(0, target.size, target.now)._id}/comments` }),
  'search, one common word (배드민턴)': search('배드민턴'),
  'search, two words (체육관 코트)': search('체육관 코트'),
  'search, two words, each time others': newWords,
  [`search, a rare word (${RARE})`]: search(RARE),
  'search, initial consonants (ㅂㄷㅁㅌ)': search('ㅂㄷㅁㅌ'),
  'search, one letter (콕)': search('콕'),
  'search, nothing found': search('뷁뷁뷁'),
};

/** `node bench/run.mjs content [--rounds 60] [--sizes 1000,1000000]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const sizes = sizesFrom(values.sizes);
  const rounds = Number(values.rounds);
  const figures = await atSizes({ app: 'core', sizes, fill: posts }, (targets) => compareSizes(targets, WORK, rounds));
  const text = sizesTable(
    figures,
    sizes.map((size) => `${size} posts`),
  );
  say(`\n${text}\n`);
  say(`Kept in ${keep('content', { machine: machine(), sizes, rounds, budget: BUDGET, figures }, text)}`);
}

async function posts(db, size, target) {
  const filled = await indexedLater(db, ['posts', 'comments'], () => fill(db, size));
  return { ...filled, middle: await cursorAfter(target, postAt(Math.floor(size / 2), size, filled.now)) };
}

/** The list's own cursor, moved: reading half a million posts page by page to get there would take the whole run. */
async function cursorAfter(target, { _id, listed_at }) {
  const { body } = await answered(target, { path: '/api/v1/posts?limit=1' });
  const [print, isPinned] = JSON.parse(Buffer.from(body.data.next_cursor, 'base64url').toString());
  const position = [print, isPinned, { $date: listed_at.toISOString() }, { $oid: String(_id) }];
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}
