// Scorers of many games at once, as fast as the rate says, whatever became of the scores before.
import { answered, call } from '../lib/signed-call.mjs';

/** A set ends at 21; then each game begins its first set anew, as if it had been typed wrong. */
const MOST_POINTS = 20;

/**
 * So many scores a second, each at its time; then whether the last ones are there.
 * @param target of `atSizes`, with `live`, the ids of games under way whose host asks
 * @param how `{ seconds, rate, reader }`; reader is the id of the member who looks in the end
 */
export async function scoreLive(target, { seconds, rate, reader }) {
  const count = Math.round(seconds * rate);
  const begun = performance.now();
  const times = [];
  const last = new Map();
  const sends = [];
  for (let i = 0; i < count; i += 1) {
    const due = begun + (i * 1_000) / rate - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    const game = target.live[i % target.live.length];
    const points = (Math.floor(i / target.live.length) % MOST_POINTS) + 1;
    const before = last.get(game)?.done ?? Promise.resolve();
    // Of one game the next score follows the one before it, as a scorer types them.
    const done = before.then(async () => times.push(await score(target, game, points)));
    last.set(game, { points, done });
    sends.push(done);
  }
  await Promise.all(sends);
  const took = (performance.now() - begun) / 1_000;
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const wrong = await countWrong(target, last, reader);
  return { size: target.size, updates: count, per_second: count / took, p50: at(0.5), p99: at(0.99), wrong };
}

const score = (target, game, points) =>
  call(target, {
    method: 'PUT',
    path: `/api/v1/games/${game}/score`,
    body: { set_number: 1, team1_score: points, team2_score: 0 },
  });

async function countWrong(target, last, reader) {
  let wrong = 0;
  for (const [game, { points }] of last) {
    const { body } = await answered(target, { path: `/api/v1/games/${game}`, user: reader });
    if (body.data.game.score.sets[0]?.team1 !== points) wrong += 1;
  }
  return wrong;
}
