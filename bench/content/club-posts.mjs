// Posts of a club with some comments, stored as core stores them (apps/core/src/posts/post.schema.ts).
import { ObjectId } from 'mongodb';
import { searchText } from '../lib/product-code.mjs';

export const NOUNS =
  '배드민턴 라켓 셔틀콕 코트 체육관 번개 정모 회비 레슨 복식 단식 혼복 스매시 드롭 클리어 네트 서브 리시브 자강 초심 회식 신발 거트 그립 대회 입상 우승'.split(
    ' ',
  );
const PARTICLES = ['', '을', '이', '은', '에서', '까지', '이랑', '만', '도'];
const VERBS =
  '칩니다 쳤어요 가실분 구해요 모집합니다 합니다 예약했습니다 잡았어요 끝났네요 재밌었어요 어땠나요 추천좀 굿굿'.split(
    ' ',
  );
const TAILS = ['', '', ' ㅋㅋㅋ', ' ㅠㅠ', '!!', ' ^^', ' 🏸', '…'];
const CATEGORIES = ['free', 'free', 'question', 'game', 'photo'];
export const MEMBERS = 200;
const MINUTE_MS = 60_000;
/** Of so many posts one is in question of a word that hardly any has, and one has a comment. */
const RARE_EVERY = 499;
const COMMENT_EVERY = 10;
const BATCH = 2_000;

export const RARE = '민턴공주';
export const memberId = (i) => `b${(i + 1).toString(16).padStart(23, '0')}`;

/** The same words for the same number: an LCG, whose upper bits choose. */
export function pickerOf(seed) {
  let state = (Math.imul(seed + 1, 2_654_435_761) ^ 0x9e3779b9) >>> 0;
  return (from) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from[Math.floor((state / 4_294_967_296) * from.length)];
  };
}

export const sentence = (pick) =>
  `${pick(NOUNS)}${pick(PARTICLES)} ${pick(NOUNS)}${pick(PARTICLES)} ${pick(VERBS)}${pick(TAILS)}`;

const idAt = (date, i) =>
  new ObjectId(
    Math.floor(date.getTime() / 1_000)
      .toString(16)
      .padStart(8, '0') + i.toString(16).padStart(16, '0'),
  );

/** A post a minute, the last one now. */
export function postAt(i, count, now) {
  const at = new Date(now - (count - i) * MINUTE_MS);
  return { _id: idAt(at, i), listed_at: at };
}

function post(i, count, now, { searchableTitled }) {
  const pick = pickerOf(i);
  const { _id, listed_at: at } = postAt(i, count, now);
  const title = `${pick(NOUNS)} ${pick(NOUNS)} ${pick(VERBS)}`;
  const content = `${sentence(pick)} ${sentence(pick)}${i % RARE_EVERY === 0 ? ` ${RARE}` : ''}`;
  return {
    _id,
    state: 'published',
    source: 'app',
    title,
    content,
    category: pick(CATEGORIES),
    attachments: [],
    author_id: memberId(i % MEMBERS),
    author_name: '벤치',
    is_pinned: false,
    liked_by: [],
    like_count: 0,
    comment_count: i % COMMENT_EVERY === 0 ? 1 : 0,
    view_count: 0,
    version: 1,
    event_version: 1,
    listed_at: at,
    published_at: at,
    created_at: at,
    updated_at: at,
    removed_at: null,
    removed_by: null,
    search: searchableTitled(title, content),
  };
}

function comment(post, i, { searchableText }) {
  const content = sentence(pickerOf(-i - 2));
  return {
    _id: idAt(post.listed_at, i),
    post_id: post._id,
    parent_id: null,
    author_id: memberId((i + 1) % MEMBERS),
    author_name: '벤치',
    content,
    is_deleted: false,
    is_listed: true,
    reply_count: 0,
    version: 1,
    created_at: post.listed_at,
    updated_at: post.listed_at,
    removed_at: null,
    removed_by: null,
    search: searchableText(content),
  };
}

const member = (i) => ({
  _id: memberId(i),
  username: `bench${i}`,
  username_key: `bench${i}`,
  display_name: `회원 ${i}`,
  avatar: null,
  status: 'active',
  roles: ['USER'],
  grade: null,
  gender: null,
  version: 1,
});

/** @returns `{ now }`, for `postAt` */
export async function fill(db, count) {
  const search = await searchText();
  const now = Date.now();
  await db.collection('members').insertMany(Array.from({ length: MEMBERS }, (_, i) => member(i)));
  for (let from = 0; from < count; from += BATCH) {
    const posts = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => post(from + i, count, now, search));
    await db.collection('posts').insertMany(posts, { ordered: false });
    const commented = posts.filter(({ comment_count }) => comment_count > 0);
    const comments = commented.map((one, i) => comment(one, from + i, search));
    await db.collection('comments').insertMany(comments, { ordered: false });
  }
  return { now };
}
