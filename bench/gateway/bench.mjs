// The gateway against proxies that do less (docs/performance.md).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Explained, say, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { canPin } from '../lib/pinned-process.mjs';
import { keep, machine, markdownTable } from '../lib/report.mjs';
import { summarise } from './profile.mjs';
import { measure, ratio } from './rounds.mjs';
import { Stage } from './stage.mjs';

const BUDGETS = [
  { against: 'bare', least: 0.6, what: 'Fastify + reply-from, verifying each token' },
  { against: 'express', least: 8, what: 'Express + axios' },
];

const options = {
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '5' },
  features: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  // Other builds of the gateway, measured in the same rounds: before and after a change.
  against: { type: 'string', multiple: true },
};

/** `node bench/run.mjs gateway [--features | --profile | --against <main.js>] [--rounds 3] [--seconds 5]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const plan = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
  if (!(plan.rounds > 0 && plan.seconds > 0)) throw new Explained('--rounds and --seconds want numbers above 0.');
  await buildApps(['gateway']);
  if (!canPin) say('Processes cannot be pinned to a core here; ratios are less exact.');
  const stage = new Stage();
  try {
    await step('Starting Redis and the stand-ins', () => stage.open());
    if (values.profile) await profile(stage, plan);
    else if (values.features) await features(stage, plan);
    else if (values.against) await compare(stage, plan, values.against);
    else await peers(stage, plan);
  } finally {
    await stage.close();
  }
}

async function peers(stage, plan) {
  const targets = {
    gateway: await stage.gateway('gateway, every feature on'),
    bare: await stage.peer('Fastify + reply-from, each token verified', 'peer-fastify.mjs'),
    cached: await stage.peer('Fastify + reply-from, verified tokens kept', 'peer-fastify.mjs', { CACHE: '1' }),
    express: await stage.peer('Express + axios, each token verified', 'peer-express.mjs'),
    sparing: await stage.peer('Express + axios, sparing (see its file)', 'peer-express.mjs', { SPARING: '1' }),
  };
  const nginx = await stage.nginx('nginx, which checks nothing');
  if (nginx) targets.nginx = nginx;
  else say('There is no nginx here; it is left out.');
  const names = Object.keys(targets);
  const results = await measure(stage, Object.values(targets), plan);
  const by = Object.fromEntries(names.map((name, i) => [name, results[i]]));
  const budgets = BUDGETS.map((budget) => ({ ...budget, ratio: ratio(by.gateway, by[budget.against]) }));
  const lines = budgets.map(
    ({ what, least, ratio: value }) =>
      `- gateway / ${what}: **${value.toFixed(2)}** (budget at least ${least}): ${value >= least ? 'kept' : 'MISSED'}`,
  );
  for (const other of [by.cached, by.sparing, by.nginx].filter(Boolean))
    lines.push(`- gateway / ${other.name}: ${ratio(by.gateway, other).toFixed(2)} (no budget)`);
  const missed = budgets.some((budget) => budget.ratio < budget.least);
  tell('gateway', plan, results, by.gateway, lines, { budgets });
  if (missed) process.exitCode = 1;
}

/** The gateway without one thing at a time, as far as its configuration lets one leave it out. */
async function features(stage, plan) {
  const logFolder = path.join(stage.folder, 'logs');
  const without = (name, env) => stage.gateway(name, { env, unchecked: true });
  const targets = [
    await stage.gateway('every feature on'),
    await without('no request lines (LOG_LEVEL=silent)', { LOG_LEVEL: 'silent' }),
    await without('no proxy believed (TRUST_PROXY empty)', { TRUST_PROXY: '' }),
    await without('log files as well (LOG_DIR)', { LOG_DIR: logFolder }),
  ];
  const results = await measure(stage, targets, plan);
  tell('gateway-features', plan, results, results[0], []);
}

async function compare(stage, plan, builds) {
  const targets = [await stage.gateway('this build')];
  for (const build of builds) targets.push(await stage.gateway(build, { build: path.resolve(build), unchecked: true }));
  const results = await measure(stage, targets, plan);
  const lines = results.slice(1).map((other) => {
    const [rate, cpu] = [ratio(results[0], other), ratio(results[0], other, 'cpuMicros')];
    return `- this build / ${other.name}: ${rate.toFixed(2)} of the requests/s, ${cpu.toFixed(2)} of the CPU time a request`;
  });
  tell('gateway-against', plan, results, results[0], lines);
}

/** Where the gateway's time goes, by V8's sampling profiler. */
async function profile(stage, { seconds }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dongbaejul-profile-'));
  const flags = ['--enable-source-maps', '--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${folder}`];
  try {
    const target = await stage.gateway('gateway under the profiler', { flags });
    const round = await step('Loading', () => stage.load(target, seconds * 3));
    await step('Writing the profile', () => target.process.stop());
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
    if (!file) throw new Explained('The gateway wrote no profile.');
    const { functions, origins } = summarise(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
    const share = ([name, value]) => [name, `${(value * 100).toFixed(1)} %`];
    const text = [
      markdownTable(['where', 'self time'], origins.map(share)),
      markdownTable(['function', 'self time'], functions.map(share)),
    ].join('\n\n');
    process.stdout.write(`\n${text}\n\n${Math.round(round.perSecond)} requests/s while profiled\n`);
    say(`Kept in ${keep('gateway-profile', { functions, origins, round }, text)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(name, plan, results, reference, lines, more = {}) {
  const rows = results.map((result) => [
    result.name,
    Math.round(result.perSecond),
    result.p50.toFixed(0),
    result.p99.toFixed(0),
    ratio(result, reference).toFixed(2),
    result.cpuMicros.toFixed(0),
    result.leastCpuMicros.toFixed(0),
    `${Math.round(result.busy * 100)} %`,
    `${Math.round(result.spread * 100)} %`,
  ]);
  const header = [
    'target',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'ratio',
    'CPU µs/request',
    'in the best round',
    'core used',
    'spread',
  ];
  const table = markdownTable(header, rows);
  const it = machine();
  const where =
    `${it.cpu}, ${it.cores} cores, ${it.memory_gb} GB, ${it.system}, Node ${it.node}, commit ${it.commit}; ` +
    `${plan.rounds} rounds of ${plan.seconds} s, 64 connections, 200 users, ` +
    `${canPin ? 'target on one core, everything else on another' : 'not pinned'}`;
  const text = [table, lines.join('\n'), where].filter(Boolean).join('\n\n');
  const figures = { machine: it, plan, pinned: canPin, results, ...more };
  process.stdout.write(`\n${text}\n\n${JSON.stringify(figures)}\n\n`);
  say(`Kept in ${keep(name, figures, text)}`);
}
