// auth with 1,000 and with 100,000 accounts: what a directory page, a search and a sign-in cost (docs/performance.md).
import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runningLauncher } from '../../scripts/lib/launcher-state.mjs';
import { Launcher } from '../../scripts/lib/launcher.mjs';
import { DATA } from '../../scripts/lib/paths.mjs';
import { builtFile } from '../../scripts/lib/platform.mjs';
import { pickPort } from '../../scripts/lib/ports.mjs';
import { say, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { PinnedProcess, stopAll } from '../lib/pinned-process.mjs';
import { keep, machine, markdownTable, median } from '../lib/report.mjs';
import { call, SECRET } from '../lib/signed-call.mjs';
import { fill } from './people.mjs';

const SIZES = [1_000, 100_000];
const BUDGET = 1.5;
const LOGIN = { email: 'bench@dongbaejul.test', password: 'bench-of-members-1' };
const options = { rounds: { type: 'string', default: '60' } };

const get = (query) => ({ method: 'GET', path: `/api/v1/users/members?${query}` });
const name = (text) => `search=${encodeURIComponent(text)}`;
const WORK = {
  'directory, page one': get('limit=20'),
  'directory, page 40': get('limit=20&page=40'),
  'part of a name, rare (김민준)': get(name('김민준')),
  'part of a name, common (민준)': get(name('민준')),
  'initial consonants (ㄱㅁㅈ)': get(name('ㄱㅁㅈ')),
  'sign-in by password': { method: 'POST', path: '/api/v1/auth/login', body: LOGIN },
};

/** `node bench/run.mjs members [--rounds 60]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const launcher = new Launcher({ role: 'bench' });
  const run = randomBytes(3).toString('hex');
  let client;
  try {
    await buildApps(['auth']);
    await launcher.useOrStartBacking(runningLauncher());
    const { mongodbUri, redisUrl } = launcher.backing;
    client = await new MongoClient(mongodbUri).connect();
    const targets = [];
    for (const size of SIZES) {
      targets.push(
        await step(`Filling a directory of ${size}`, () => start({ client, mongodbUri, redisUrl, run, size })),
      );
    }
    await report(targets, Number(values.rounds));
  } finally {
    await stopAll();
    for (const size of SIZES) await client?.db(`bench_${run}_${size}`).dropDatabase();
    await client?.close();
    await launcher.stop('done');
  }
}

async function start({ client, mongodbUri, redisUrl, run, size }) {
  const database = `bench_${run}_${size}`;
  const port = await pickPort(`auth ${size}`, 3301, new Set(), { quiet: true });
  const env = {
    NODE_ENV: 'development',
    PORT: String(port),
    LOG_LEVEL: 'error',
    MONGODB_URI: mongodbUri,
    MONGODB_DB_NAME: database,
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: database,
    GATEWAY_SIGNING_SECRET: SECRET,
    JWT_PRIVATE_KEY_FILE: path.join(DATA, 'bench', 'auth-key.pem'),
    DEMO_ACCOUNTS: 'false',
  };
  const auth = new PinnedProcess(`auth ${size}`, process.execPath, [builtFile('auth')], { core: 0, env });
  const url = `http://127.0.0.1:${port}`;
  await auth.until(async () => {
    if (!(await fetch(`${url}/readyz`)).ok) throw new Error('not ready');
  });
  await fill(client.db(database), size);
  const target = { size, url, service: 'auth', user: '65f000000000000000000001' };
  const account = { ...LOGIN, username: 'bench', display_name: '벤치' };
  await call(target, { method: 'POST', path: '/api/v1/auth/signup', body: account });
  return target;
}

async function report(targets, rounds) {
  const figures = [];
  for (const [what, request] of Object.entries(WORK)) {
    const times = targets.map(() => []);
    for (let round = -5; round < rounds; round += 1) {
      // In turns, so that both meet the same moments of the machine; the first ones warm up.
      for (const [i, target] of targets.entries()) {
        const ms = await call(target, request);
        if (round >= 0) times[i].push(ms);
      }
    }
    const [small, large] = times.map(median);
    figures.push({ what, small, large, ratio: large / small, within: large / small <= BUDGET });
  }
  const rows = figures.map(({ what, small, large, ratio, within }) => [
    what,
    small.toFixed(1),
    large.toFixed(1),
    `${ratio.toFixed(2)}${within ? '' : ' (over)'}`,
  ]);
  const text = markdownTable(
    ['p50 in ms', ...SIZES.map((size) => `${size} accounts`), `ratio (at most ${BUDGET})`],
    rows,
  );
  say(`\n${text}\n`);
  say(`Kept in ${keep('members', { machine: machine(), rounds, figures }, text)}`);
}
