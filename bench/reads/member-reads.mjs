// What members' apps ask for, in the shares in which they do.
import { fill as fillPosts, postAt } from '../content/club-posts.mjs';
import { fill as fillPeople } from '../members/people.mjs';
import { steadyLoad } from './steady-load.mjs';

export const PEOPLE = 200;
const WARM_UP_SECONDS = 15;

/** The number is its share. */
const MIX = [
  [30, 'list of posts', () => '/posts?limit=20'],
  [20, 'a post', ({ posts, now }, i) => `/posts/${postAt(posts - 1 - ((i * 31) % 50), posts, now)._id}`],
  [8, 'a list of posts by cursor', ({ after }) => `/posts?limit=20&after=${after}`],
  [8, 'comments', ({ posts, now }, i) => `/posts/${postAt(((i * 31) % 50) * 10, posts, now)._id}/comments`],
  [6, 'search', (_, i) => `/posts?search=${encodeURIComponent(['배드민턴', '체육관', '번개'][i % 3])}`],
  [8, 'notifications', () => '/notifications?limit=20'],
  [6, 'chat rooms', () => '/chat/rooms'],
  [5, 'games', () => '/games?limit=20'],
  [5, 'own profile', () => '/users/profile'],
  [4, 'members', () => '/users/members?limit=20'],
];
const DECK = MIX.flatMap(([share, what, path]) => Array.from({ length: share }, () => ({ what, path })));

/** @returns the club that `memberReads` reads: how many posts there are, and when they were filled */
export async function fillClub(stage, posts) {
  await fillPeople(stage.db('auth'), PEOPLE);
  const { now } = await fillPosts(stage.db('core'), posts);
  return { posts, now };
}

/** The load of before a measurement: caches fill, code is compiled, and nothing of it counts. */
export const warmUp = (plan) => steadyLoad({ ...plan, seconds: WARM_UP_SECONDS });

/**
 * Signs the demo accounts in.
 * @param stage PlatformStage with gateway, auth, core and chat
 * @param club `{ posts, now }` as fillClub answered
 * @returns the i-th request, `{ what, url, headers }`; kinds are spread by a step that shares no factor with the length
 *   of the mix, so that none comes in a bunch
 */
export async function memberReads(stage, { posts, now }) {
  const tokens = await stage.signIn();
  const headersOf = (token) => ({ authorization: `Bearer ${token}` });
  const answer = await fetch(`${stage.api}/posts?limit=100&page=5`, { headers: headersOf(tokens[0]) });
  const facts = { posts, now, after: (await answer.json()).data.next_cursor };
  return (i) => {
    const { what, path } = DECK[(i * 37) % DECK.length];
    return { what, url: stage.api + path(facts, i), headers: headersOf(tokens[i % tokens.length]) };
  };
}
