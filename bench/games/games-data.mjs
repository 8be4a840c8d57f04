// A club's games, stored as core stores them (apps/core/src/games/game.schema.ts).
import { ObjectId } from 'mongodb';

const RULE = { preset: 'BWF_21', sets_to_win: 2, target: 21, deuce: true, cap: 30 };
const HOUR_MS = 3_600_000;

export const memberId = (i) => `a${(i + 1).toString(16).padStart(23, '0')}`;

const player = (id, joined_at) => ({
  player_id: id,
  member_id: id,
  party: id,
  name: `회원 ${id.slice(-4)}`,
  grade: 'C',
  gender: null,
  joined_at,
  attendance: 'attended',
});

/** The same game for the same number: one an hour, every tenth of them yet to come. */
function game(i, members, count) {
  const ids = [0, 1].map((step) => memberId((i * 2 + step) % members));
  const isOver = i % 10 !== 0;
  const game_date = new Date(Date.now() + (isOver ? i - count : i + 1) * HOUR_MS);
  return {
    ...common(ids, game_date),
    title: `경기 ${i}`,
    status: isOver ? 'completed' : 'scheduled',
    host_id: ids[0],
    member_ids: ids,
    ...(isOver && { result_seq: i + 1, winner: 'team1', result: 'normal', completed_at: game_date }),
    sets: isOver
      ? [
          { team1: 21, team2: 15 },
          { team1: 21, team2: 17 },
        ]
      : [],
  };
}

function common(ids, game_date) {
  return {
    _id: new ObjectId(),
    description: '',
    game_date,
    duration: 60,
    max_participants: 2,
    skill_level: null,
    game_type: 'singles',
    rule: RULE,
    join_deadline: null,
    location: '시민체육관',
    meeting_id: null,
    host_name: '벤치',
    players: ids.map((id) => player(id, game_date)),
    waiting: [],
    withdrawals: [],
    teams: { team1: [ids[0]], team2: [ids[1]] },
    court_id: null,
    sets: [],
    winner: null,
    result: null,
    mvp: null,
    game_stats: null,
    started_at: null,
    completed_at: null,
    version: 1,
    event_version: 1,
    created_at: game_date,
    updated_at: game_date,
  };
}

/** Members grow with their games: a tenth as many, each with a rating. */
export async function fill(db, count) {
  const members = Math.max(20, count / 10);
  for (let from = 0; from < count; from += 2_000) {
    const rows = Array.from({ length: Math.min(2_000, count - from) }, (_, i) => game(from + i, members, count));
    await db.collection('games').insertMany(rows, { ordered: false });
  }
  const ratings = Array.from({ length: members }, (_, i) => ({
    member_id: memberId(i),
    discipline: 'singles',
    mu: 25 + (i % 100) / 10,
    sigma: 3,
    games: i % 30,
    wins: i % 15,
    score: 16 + (i % 1_000) / 100,
    provisional: i % 30 < 5,
    last_seq: i,
  }));
  await db.collection('ratings').insertMany(ratings, { ordered: false });
}

/** Games under way, of one host. @returns their ids */
export async function fillLive(db, count, hostId) {
  const now = new Date();
  const rows = Array.from({ length: count }, (_, i) => {
    const ids = [0, 1].map((step) => memberId(1_000_000 + i * 2 + step));
    return {
      ...common(ids, now),
      title: `진행 중 ${i}`,
      status: 'ongoing',
      host_id: hostId,
      member_ids: [hostId, ...ids],
      court_id: `${i}`,
      busy: [`court:bench|${i}`, ...ids.map((id) => `player:${id}`)],
      started_at: now,
    };
  });
  await db.collection('games').insertMany(rows);
  return rows.map(({ _id }) => String(_id));
}
