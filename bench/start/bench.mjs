// How long the platform and each of its services take to start, and what they hold in memory at rest and under load.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { runningLauncher } from '../../scripts/lib/launcher-state.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { Explained, say, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { PlatformStage } from '../lib/platform-stage.mjs';
import { keep, machine, markdownTable, median } from '../lib/report.mjs';
import { fillClub, memberReads, warmUp } from '../reads/member-reads.mjs';
import { steadyLoad } from '../reads/steady-load.mjs';

const APPS = ['band-emulator', 'auth', 'core', 'chat-socket', 'band-sync', 'gateway'];
const POSTS = 10_000;
const REST_MS = 20_000;
const STARTED_WITHIN_MS = 120_000;

/** What a developer types, by what a line of it says that it is there; seconds at most (docs/performance.md). */
const COMMANDS = [
  {
    what: 'yarn start:dev auth',
    args: ['scripts/start-dev.mjs', 'auth', '--quiet'],
    isThere: /auth is ready on/,
    atMost: 3,
  },
  { what: 'npm run up', args: ['scripts/up.mjs', '--no-sync'], isThere: /The platform is ready/, atMost: 15 },
];

const options = {
  rounds: { type: 'string', default: '3' },
  rate: { type: 'string', default: '100' },
  seconds: { type: 'string', default: '60' },
};

/** `node bench/run.mjs start [--rounds 3] [--rate 100] [--seconds 60]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const [rounds, rate, seconds] = [values.rounds, values.rate, values.seconds].map(Number);
  if (!(rounds > 0 && rate > 0 && seconds > 0))
    throw new Explained('--rounds, --rate and --seconds want numbers above 0.');
  if (runningLauncher()) throw new Explained('The platform runs here. Stop it first: this starts it several times.');
  await buildApps(APPS);
  const commands = await timedCommands(rounds);
  const services = await timedServices({ rounds, rate, seconds });
  report(commands, services, { rounds, rate, seconds });
}

async function timedCommands(rounds) {
  const rows = COMMANDS.map((command) => ({ ...command, took: [] }));
  for (let round = 0; round < rounds; round += 1)
    for (const row of rows) row.took.push(await step(`${row.what}, round ${round + 1}`, () => timed(row)));
  return rows.map(({ what, atMost, took }) => ({ what, atMost, seconds: median(took) }));
}

/** @returns seconds until the command has said that it is there; it has ended when this returns */
async function timed({ what, args, isThere }) {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = readline.createInterface({ input: child.stdout });
  const there = new Promise((resolve) => {
    lines.on('line', (line) => isThere.test(line) && resolve(performance.now()));
  });
  const tooLate = new Promise((resolve) => setTimeout(resolve, STARTED_WITHIN_MS).unref());
  const at = await Promise.race([there, ended.then(() => undefined), tooLate]);
  child.kill('SIGINT');
  await ended;
  if (at === undefined)
    throw new Explained(`${what} did not say that it is ready within ${STARTED_WITHIN_MS / 1_000} s.`);
  return (at - begun) / 1_000;
}

async function timedServices({ rounds, rate, seconds }) {
  const stage = new PlatformStage(APPS);
  try {
    const took = new Map(APPS.map((app) => [app, []]));
    const note = (all) => Object.entries(all).forEach(([app, ms]) => took.get(app).push(ms));
    note(await step('Starting each service', () => stage.open()));
    const club = await step(`Filling ${POSTS} posts`, () => fillClub(stage, POSTS));
    for (let round = 1; round < rounds; round += 1)
      await step(`Starting each again, round ${round + 1}`, async () => {
        for (const app of APPS) note({ [app]: await stage.restart(app) });
      });
    const memory = () => new Map(APPS.map((app) => [app, stage.residentMb(app)]));
    await step(`Resting ${REST_MS / 1_000} s`, () => new Promise((resolve) => setTimeout(resolve, REST_MS)));
    const atRest = memory();
    const plan = { rate, next: await memberReads(stage, club) };
    await step('Warming up', () => warmUp(plan));
    const reading = `${rate} requests a second for ${seconds} s`;
    const { errors } = await step(reading, () => steadyLoad({ ...plan, seconds }));
    if (errors.length > 0) throw new Explained(`${errors.length} requests failed, such as ${errors[0]}`);
    const underLoad = memory();
    return APPS.map((app) => ({
      what: app,
      ms: median(took.get(app)),
      restMb: atRest.get(app),
      loadMb: underLoad.get(app),
    }));
  } finally {
    await stage.close();
  }
}

function report(commands, services, plan) {
  const ofCommands = markdownTable(
    ['command', 'ready after s', 'at most s'],
    commands.map(({ what, seconds, atMost }) => [what, seconds.toFixed(1), atMost]),
  );
  const ofServices = markdownTable(
    ['service', 'ready after ms', 'MB at rest', `MB after ${plan.seconds} s of ${plan.rate} reads/s`],
    services.map(({ what, ms, restMb, loadMb }) => [what, ms.toFixed(0), restMb.toFixed(0), loadMb.toFixed(0)]),
  );
  const over = commands.filter(({ seconds, atMost }) => seconds > atMost).map(({ what }) => what);
  const verdict = over.length > 0 ? `Over its budget: ${over.join(', ')}.` : 'All within their budgets.';
  const text = [ofCommands, ofServices, verdict].join('\n\n');
  say(`\n${text}`);
  say(`Kept in ${keep('start', { machine: machine(), ...plan, commands, services }, text)}`);
  if (over.length > 0) process.exitCode = 1;
}
