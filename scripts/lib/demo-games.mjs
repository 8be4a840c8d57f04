// A handful of games and a meeting of the demo accounts, made the way members make them. Safe to run again: what is
// there by its title is gone on with, and each creating request has a key of its own.
import { callApi, logIn } from './demo-club.mjs';

const PLAYERS = ['member', 'member2', 'operator', 'admin', 'superadmin', 'auditor'];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEOUL_MS = 9 * HOUR_MS;

/** The next time it is this hour in Seoul, so that all who ask within an hour mean the same. */
const nextAt = (hour, now) => {
  const midnight = Math.floor((now + SEOUL_MS) / DAY_MS) * DAY_MS - SEOUL_MS;
  const today = midnight + hour * HOUR_MS;
  return new Date(today > now ? today : today + DAY_MS).toISOString();
};
const nextHour = (now) => new Date(Math.ceil(now / HOUR_MS) * HOUR_MS).toISOString();

/** A demo account, signed in: `get`, `put`, and `post` with an optional key. */
async function signIn(address, name) {
  const token = await logIn(address, `${name}@dongbaejul.test`);
  const ask = (method, path, body, key) =>
    callApi(address, path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(key && { 'idempotency-key': key }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  return {
    get: (path) => ask('GET', path),
    put: (path, body) => ask('PUT', path, body),
    post: (path, body, key) => ask('POST', path, body ?? {}, key),
  };
}

/** What this host made before under the title, or what is made now. */
async function arranged(host, what, body) {
  const { games } = await host.get('/games?mine=true&limit=100');
  const known = games.find(({ title, status }) => title === body.title && status !== 'cancelled');
  if (known) return known;
  const when = body.game_date.slice(0, 13).replace('T', '-');
  return (await host.post('/games', body, `demo-${what}-${when}`)).game;
}

async function joined(game, players) {
  if (game.status !== 'scheduled') return;
  for (const player of players) await player.post(`/games/${game.id}/join`);
}

async function started(host, game, court_id) {
  if (game.status === 'scheduled') await host.post(`/games/${game.id}/start`, { court_id });
}

/** A game of these two, the host first, on its court unless it is over. */
async function begun(host, other, what, court, body) {
  const game = await arranged(host, what, { game_type: 'singles', location: '시민체육관', ...body });
  await joined(game, [host, other]);
  await started(host, game, court);
  return game;
}

/** Four play and two wait. */
async function openGame(people, now) {
  const { member2: host } = people;
  const game = await arranged(host, 'open', {
    title: '목요 남자 복식',
    description: '편하게 오세요. 자리가 나면 대기 순서대로 연락이 갑니다.',
    game_date: nextAt(19, now + DAY_MS),
    duration: 90,
    game_type: 'mens_doubles',
    location: '구민체육관',
  });
  await joined(game, Object.values(people));
}

/** In its second set. */
async function ongoingGame({ member, member2 }, now) {
  const body = { title: '저녁 단식', game_date: nextAt(20, now) };
  const game = await begun(member, member2, 'ongoing', '3', body);
  if (game.status === 'completed') return;
  await member.put(`/games/${game.id}/score`, { set_number: 1, team1_score: 21, team2_score: 18 });
  await member2.put(`/games/${game.id}/score`, { set_number: 2, team1_score: 9, team2_score: 11 });
}

async function completedGame({ operator, admin }, now) {
  const body = { title: '운영진 친선 단식', game_date: nextAt(18, now) };
  const game = await begun(operator, admin, 'completed', '5', body);
  if (game.status === 'completed') return;
  const sets = [
    { team1: 21, team2: 17 },
    { team1: 19, team2: 21 },
    { team1: 22, team2: 20 },
  ];
  await operator.post(`/games/${game.id}/complete`, { final_score: { sets } });
}

/** Four on a court, two guests who wait. */
async function meetingWithBoard({ operator, admin, superadmin, auditor }, now) {
  const title = '동배즐 번개 (데모)';
  const { meetings } = await operator.get('/meetings?limit=100');
  if (meetings.some((meeting) => meeting.title === title)) return;
  const meeting_date = nextHour(now);
  const body = { title, meeting_date, location: '구민체육관', courts: ['1번 코트', '2번 코트'] };
  const { meeting } = await operator.post('/meetings', body, `demo-meeting-${meeting_date.slice(0, 13)}`);
  const path = `/meetings/${meeting.id}`;
  for (const who of [admin, superadmin, auditor]) await who.put(`${path}/rsvp`, { answer: 'going' });
  const guests = [{ name: '김하늘', grade: 'C' }, { name: '이도윤' }];
  await operator.put(`${path}/rsvp`, { answer: 'going', guests });
  for (const who of [admin, superadmin, auditor, operator]) await who.post(`${path}/check-in`);
  const { board } = await operator.get(`${path}/board`);
  const proposal = board.courts.find((court) => court.proposal)?.proposal;
  if (proposal) await operator.post(`${path}/board/games`, { proposal_id: proposal.id }, `demo-board-${meeting.id}`);
}

/**
 * An open game with a waiting list, one under way with its score, one completed, and a meeting with its court board.
 * @param address the gateway's
 * @throws Error naming the request that failed
 */
export async function arrangeDemoGames(address, now = Date.now()) {
  const people = {};
  for (const name of PLAYERS) people[name] = await signIn(address, name);
  await completedGame(people, now);
  await ongoingGame(people, now);
  await openGame(people, now);
  await meetingWithBoard(people, now);
}
