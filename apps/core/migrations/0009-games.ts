import { ensureIndex, Migration } from '@dongbaejul/persistence';

const GAMES = 'games';

export const games: Migration = {
  id: 'core-0009-games',
  up: async (db) => {
    await ensureIndex(db, GAMES, { game_date: -1, _id: -1 }, { serves: 'GET /games' });
    await ensureIndex(
      db,
      GAMES,
      { status: 1, game_date: -1, _id: -1 },
      { serves: 'GET /games?status=, the scheduled ones read from the other end' },
    );
    await ensureIndex(
      db,
      GAMES,
      { member_ids: 1, game_date: -1, _id: -1 },
      { serves: "GET /games?mine=true, the calendar, a member's attendance" },
    );
    await ensureIndex(
      db,
      GAMES,
      { member_ids: 1, status: 1, game_date: -1, _id: -1 },
      { serves: 'GET /games?mine=true&status=' },
    );
    await ensureIndex(
      db,
      GAMES,
      { meeting_id: 1, game_date: -1, _id: -1 },
      {
        serves: 'GET /games?meeting_id=, the court board of a meeting',
      },
    );
    await ensureIndex(
      db,
      GAMES,
      { busy: 1 },
      {
        unique: true,
        partialFilterExpression: { busy: { $exists: true } },
        serves: 'POST /games/:id/start: a court and a player are in one ongoing game only',
      },
    );
    await ensureIndex(
      db,
      GAMES,
      { game_type: 1, result_seq: 1 },
      {
        unique: true,
        partialFilterExpression: { result_seq: { $exists: true } },
        serves: 'ratings: the completed games of a discipline in their order',
      },
    );
    await ensureIndex(
      db,
      GAMES,
      { 'withdrawals.member_id': 1, 'withdrawals.late': 1 },
      { serves: 'GET /users/:id/games/stats: games that a member left late' },
    );
    await ensureIndex(
      db,
      'game_results',
      { game_id: 1, player_id: 1 },
      { unique: true, serves: 'ratings: the results of a game, one per player' },
    );
    await ensureIndex(
      db,
      'game_results',
      { member_id: 1, discipline: 1, seq: -1 },
      { serves: "GET /users/:id/games/stats; a member's rating before a game" },
    );
    await ensureIndex(
      db,
      'ratings',
      { discipline: 1, provisional: 1, score: -1, _id: -1 },
      { serves: 'GET /games/leaderboard' },
    );
    for (const _id of ['singles', 'mens_doubles', 'womens_doubles', 'mixed_doubles', 'free']) {
      await db
        .collection<{ _id: string; seq: number; dirty_from: number | null }>('rating_chains')
        .updateOne({ _id }, { $setOnInsert: { seq: 0, dirty_from: null } }, { upsert: true });
    }
    await ensureIndex(db, 'ratings', { member_id: 1, discipline: 1 }, { unique: true, serves: "a member's ratings" });
  },
};
