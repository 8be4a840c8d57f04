// core with 1,000 and with 100,000 games: what lists, the leaderboard and a live score cost (docs/performance.md).
import { MongoClient } from 'mongodb';
import { createHmac, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runningLauncher } from '../../scripts/lib/launcher-state.mjs';
import { Launcher } from '../../scripts/lib/launcher.mjs';
import { Explained, say, step } from '../../scripts/lib/progress.mjs';
import { builtFile } from '../../scripts/lib/platform.mjs';
import { pickPort } from '../../scripts/lib/ports.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { PinnedProcess, stopAll } from '../lib/pinned-process.mjs';
import { keep, machine, markdownTable, median } from '../lib/report.mjs';
import { fill, fillLive, memberId } from './games-data.mjs';

const BUDGET = 1.5;
const SECRET = 'bench-signing-secret-0000000000000000';
const HOST = '65f000000000000000000001';
const LIVE_GAMES = 50;
const options = {
  rounds: { type: 'string', default: '60' },
  sizes: { type: 'string', default: '1000,100000' },
  seconds: { type: 'string', default: '50' },
  rate: { type: 'string', default: '200' },
};

const LISTS = {
  'games, page one': '/games?limit=20',
  'games to come': '/games?status=scheduled&limit=20',
  'games of a span of days': `/games?limit=20&date_from=2020-01-01&date_to=2099-01-01`,
  'my games': '/games?mine=true&limit=20',
  'leaderboard, page one': '/games/leaderboard?discipline=singles&limit=20',
  'leaderboard, page 5': '/games/leaderboard?discipline=singles&limit=20&page=5',
};

/** `node bench/run.mjs games [--rounds 60] [--sizes 1000,100000] [--seconds 50] [--rate 200]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const sizes = values.sizes.split(',').map(Number);
  if (sizes.length !== 2) throw new Explained('--sizes takes two numbers of games, such as 1000,100000.');
  const launcher = new Launcher({ role: 'bench' });
  const run = randomBytes(3).toString('hex');
  let client;
  try {
    await buildApps(['core']);
    await launcher.useOrStartBacking(runningLauncher());
    const { mongodbUri, redisUrl } = launcher.backing;
    client = await new MongoClient(mongodbUri).connect();
    const targets = [];
    for (const size of sizes) {
      targets.push(await step(`Filling ${size} games`, () => start({ client, mongodbUri, redisUrl, run, size })));
    }
    const lists = await compareLists(targets, Number(values.rounds));
    const live = [];
    for (const target of targets) {
      const what = `Live scores beside ${target.size} games`;
      live.push(await step(what, () => scoreLive(target, Number(values.seconds), Number(values.rate))));
    }
    report(sizes, lists, live, Number(values.rounds));
  } finally {
    await stopAll();
    for (const size of sizes) await client?.db(`bench_${run}_${size}`).dropDatabase();
    await client?.close();
    await launcher.stop('done');
  }
}

async function start({ client, mongodbUri, redisUrl, run, size }) {
  const database = `bench_${run}_${size}`;
  const port = await pickPort(`core ${size}`, 3402, new Set(), { quiet: true });
  const env = {
    NODE_ENV: 'development',
    PORT: String(port),
    LOG_LEVEL: 'error',
    MONGODB_URI: mongodbUri,
    MONGODB_DB_NAME: database,
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: database,
    GATEWAY_SIGNING_SECRET: SECRET,
  };
  const core = new PinnedProcess(`core ${size}`, process.execPath, [builtFile('core')], { core: 0, env });
  const url = `http://127.0.0.1:${port}`;
  await core.until(async () => {
    if (!(await fetch(`${url}/readyz`)).ok) throw new Error('not ready');
  });
  const db = client.db(database);
  await fill(db, size);
  return { size, url, db, live: await fillLive(db, LIVE_GAMES, HOST) };
}

async function compareLists(targets, rounds) {
  const figures = [];
  for (const [what, path] of Object.entries(LISTS)) {
    const times = targets.map(() => []);
    for (let round = -5; round < rounds; round += 1) {
      // In turns, so that both meet the same moments of the machine; the first ones warm up.
      for (const [i, target] of targets.entries()) {
        const ms = await call(target, { method: 'GET', path, user: memberId(3) });
        if (round >= 0) times[i].push(ms);
      }
    }
    const [small, large] = times.map(median);
    figures.push({ what, small, large, ratio: large / small, within: large / small <= BUDGET });
  }
  return figures;
}

/** So many scores a second, each at its time whatever became of those before; then whether the last ones are there. */
async function scoreLive(target, seconds, rate) {
  const count = Math.round(seconds * rate);
  const begun = performance.now();
  const times = [];
  const last = new Map();
  const sends = [];
  for (let i = 0; i < count; i += 1) {
    const due = begun + (i * 1_000) / rate - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    const game = target.live[i % target.live.length];
    const points = (Math.floor(i / target.live.length) % 20) + 1;
    const before = last.get(game)?.done ?? Promise.resolve();
    // Of one game the next score follows the one before it, as a scorer types them.
    const done = before.then(async () => {
      const at = performance.now();
      const body = { set_number: 1, team1_score: points, team2_score: 0 };
      await call(target, { method: 'PUT', path: `/games/${game}/score`, user: HOST, body });
      times.push(performance.now() - at);
    });
    last.set(game, { points, done });
    sends.push(done);
  }
  await Promise.all(sends);
  const took = (performance.now() - begun) / 1_000;
  let wrong = 0;
  for (const [game, { points }] of last) {
    const { body } = await answered(target, { method: 'GET', path: `/games/${game}`, user: memberId(5) });
    if (body.data.game.score.sets[0]?.team1 !== points) wrong += 1;
  }
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { size: target.size, updates: count, per_second: count / took, p50: at(0.5), p99: at(0.99), wrong };
}

function report(sizes, lists, live, rounds) {
  const text = [
    markdownTable(
      ['p50 in ms', ...sizes.map((size) => `${size} games`), `ratio (at most ${BUDGET})`],
      lists.map(({ what, small, large, ratio, within }) => [
        what,
        small.toFixed(1),
        large.toFixed(1),
        `${ratio.toFixed(2)}${within ? '' : ' (over)'}`,
      ]),
    ),
    markdownTable(
      ['live scores beside', 'updates', 'a second', 'p50 ms', 'p99 ms', 'games whose last is not shown'],
      live.map((one) => [
        `${one.size} games`,
        one.updates,
        one.per_second.toFixed(0),
        one.p50.toFixed(1),
        one.p99.toFixed(1),
        one.wrong,
      ]),
    ),
  ].join('\n\n');
  say(`\n${text}\n`);
  say(`Kept in ${keep('games', { machine: machine(), rounds, lists, live }, text)}`);
}

/** @returns milliseconds */
async function call(target, request) {
  return (await answered(target, request)).ms;
}

/** One request as the gateway would sign it (libs/identity/src/signature/request-signature.ts). */
async function answered({ url }, { method, path, user, body }) {
  const time = Date.now();
  const target = `/api/v1${path}`;
  const fields = [user, 'bench', 'USER', 's', '127.0.0.1', ''];
  const text = ['v1', 'core', method, target, time, ...fields].join('\n');
  const mac = createHmac('sha256', SECRET).update(text).digest('base64url');
  const headers = {
    'x-user-id': user,
    'x-user-username': 'bench',
    'x-user-roles': 'USER',
    'x-session-id': 's',
    'x-client-address': '127.0.0.1',
    'x-identity-signature': `v1.${time}.${mac}`,
    ...(body && { 'content-type': 'application/json' }),
  };
  const begun = performance.now();
  const answer = await fetch(url + target, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const read = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${target} answered ${answer.status} ${JSON.stringify(read.error)}`);
  return { ms: performance.now() - begun, body: read };
}
