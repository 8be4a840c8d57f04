// 500 requests a second of what members read, through the gateway, for a minute: p99 and errors (docs/performance.md).
import { parseArgs } from 'node:util';
import { Explained, say, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { PlatformStage } from '../lib/platform-stage.mjs';
import { keep, machine, markdownTable } from '../lib/report.mjs';
import { fillClub, memberReads, PEOPLE, warmUp } from './member-reads.mjs';
import { quantile, steadyLoad } from './steady-load.mjs';

const APPS = ['auth', 'core', 'chat-socket', 'gateway'];
const AIM_P99_MS = 50;
const options = {
  rate: { type: 'string', default: '500' },
  seconds: { type: 'string', default: '60' },
  posts: { type: 'string', default: '10000' },
};

/** `node bench/run.mjs reads [--rate 500] [--seconds 60] [--posts 10000]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const [rate, seconds, posts] = [values.rate, values.seconds, values.posts].map(Number);
  if (!(rate > 0 && seconds > 0 && posts >= 1_000))
    throw new Explained('--rate and --seconds want numbers above 0, --posts 1000 or more.');
  await buildApps(APPS);
  const stage = new PlatformStage(APPS);
  try {
    await step('Starting gateway, auth, core and chat', () => stage.open());
    const facts = await step(`Filling ${posts} posts and ${PEOPLE} members`, () => fillClub(stage, posts));
    const plan = { rate, next: await memberReads(stage, facts) };
    await step('Warming up', () => warmUp(plan));
    const load = await step(`${rate} requests a second for ${seconds} s`, () => steadyLoad({ ...plan, seconds }));
    report(load, { rate, seconds, posts });
  } finally {
    await stage.close();
  }
}

function report({ sent, took, errors, times }, plan) {
  const rows = [...times].map(([what, ms]) => ({
    what,
    count: ms.length,
    p50: quantile(ms, 0.5),
    p99: quantile(ms, 0.99),
  }));
  const all = [...times.values()].flat();
  const total = { what: 'all', count: all.length, p50: quantile(all, 0.5), p99: quantile(all, 0.99) };
  const text = markdownTable(
    ['what', 'requests', 'p50 ms', 'p99 ms'],
    [...rows, total].map(({ what, count, p50, p99 }) => [what, count, p50.toFixed(1), p99.toFixed(1)]),
  );
  const rate = sent / took;
  const verdict = `${rate.toFixed(0)} requests/s, ${errors.length} errors; p99 ${total.p99.toFixed(1)} ms (aim under ${AIM_P99_MS})`;
  say(`\n${text}\n\n${verdict}`);
  for (const error of errors.slice(0, 5)) say(`  ${error}`);
  const figures = { machine: machine(), ...plan, rate, errors: errors.length, rows, total };
  say(`Kept in ${keep('reads', figures, `${text}\n\n${verdict}`)}`);
  if (errors.length > 0) process.exitCode = 1;
}
