// A club's first sync, the next, unchanged one and one after ten changes: what they take beyond BAND's own answers, and
// in memory.
import { parseArgs } from 'node:util';
import { say, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { keep, machine, markdownTable, median } from '../lib/report.mjs';
import { readClub } from './peer-reader.mjs';
import { Stage } from './stage.mjs';
import { expectCounts, makeTenChanges, NOTHING } from './ten-changes.mjs';

/** The second sync may take this part of the first one's time beyond BAND's answers. */
const BUDGET = 0.2;
const SAMPLE_EVERY_MS = 500;

/**
 * The club: the demo club's size unless the environment says otherwise, up to 10,000, 100,000 and 10,000. Of a hundred
 * posts `commented` have comments.
 */
const size = (name, small) => ({ type: 'string', default: process.env[`BENCH_${name}`] ?? small });
const options = {
  members: size('MEMBERS', '200'),
  posts: size('POSTS', '400'),
  albums: size('ALBUMS', '20'),
  photos: size('PHOTOS', '2000'),
  commented: size('COMMENTED', '85'),
  reads: { type: 'string', default: '3' },
};

/** `node bench/run.mjs sync [--members 200 --posts 400 --albums 20 --photos 2000 --commented 85 --reads 3]`, or BENCH_MEMBERS … */
export default async function bench(args) {
  const { reads, ...club } = parseArgs({ args, options }).values;
  const stage = new Stage();
  let memory;
  try {
    await buildApps(['band-emulator', 'auth', 'core', 'band-sync']);
    await step(`Starting a club of ${club.members} members, ${club.posts} posts and ${club.photos} photos`, () =>
      stage.open(club),
    );
    memory = watchMemory(stage);
    const detail = () => `${stage.seen} posts`;
    const sync = (title, work) => step(title, () => measure(stage, work), { detail });
    const pace = watchPace(stage);
    const first = await sync('The first sync', () => stage.ended());
    const quarters = pace.end();
    const second = await sync('The second sync', () => stage.sync());
    expectCounts(second.counts, NOTHING);
    const expected = await makeTenChanges(stage.db('band-sync'), (changes) => stage.change(changes));
    const changed = await sync('A sync after ten changes', () => stage.sync());
    expectCounts(changed.counts, expected);
    const peaks = memory.end();
    const plain = await step('Reading the same from BAND, and no more', async () => {
      const all = [];
      for (let round = 0; round < Number(reads); round += 1) {
        all.push(await readClub(stage.urlOf('band-emulator'), stage.secrets));
      }
      return all;
    });
    const runs = { first, second, 'after ten changes': changed };
    const band = { ms: median(plain.map(({ ms }) => ms)), calls: plain[0].calls };
    report({ club, runs, band, peaks, quarters });
  } finally {
    memory?.end();
    await stage.close();
  }
}

async function measure(stage, work) {
  const before = await stage.commands();
  const run = await work();
  if (run.status !== 'succeeded') throw new Error(`the run is ${run.status}: ${JSON.stringify(run.error)}`);
  const after = await stage.commands();
  const commands = difference(before, after);
  const { started_at, ended_at, arrivedAt, pages, counts } = run;
  return { ms: ended_at - started_at, arrivedMs: arrivedAt - started_at, pages, counts, commands };
}

/** Of each service, the commands that were made in between, the most frequent first. */
const difference = (before, after) =>
  Object.fromEntries(
    Object.entries(after).map(([service, counts]) => [
      service,
      Object.entries(counts)
        .map(([what, count]) => ({ what, count: count - (before[service][what] ?? 0) }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count),
    ]),
  );

const total = (commands) => commands.reduce((sum, { count }) => sum + count, 0);

function watchMemory(stage) {
  const peaks = {};
  const timer = setInterval(() => {
    for (const name of stage.apps) peaks[name] = Math.max(peaks[name] ?? 0, stage.residentMb(name));
  }, SAMPLE_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      return peaks;
    },
  };
}

/** Whether a long sync goes on as fast as it began: posts read a second, by quarters of its time. */
function watchPace(stage) {
  const begun = Date.now();
  const samples = [];
  const timer = setInterval(() => samples.push({ at: Date.now() - begun, seen: stage.seen }), SAMPLE_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      const whole = Date.now() - begun;
      const seenAt = (share) => samples.findLast(({ at }) => at <= share * whole)?.seen ?? 0;
      const quarter = whole / 4 / 1_000;
      return [1, 2, 3, 4].map((part) => (seenAt(part / 4) - seenAt((part - 1) / 4)) / quarter);
    },
  };
}

function report({ club, runs, band, peaks, quarters }) {
  const beyond = Object.fromEntries(Object.entries(runs).map(([name, { ms }]) => [name, Math.max(0, ms - band.ms)]));
  const seconds = (ms) => (ms / 1_000).toFixed(2);
  const rows = Object.entries(runs).map(([name, { ms, arrivedMs, pages, commands }]) => [
    name,
    seconds(ms),
    seconds(beyond[name]),
    seconds(arrivedMs),
    pages,
    ...Object.values(commands).map((of) => (total(of) / pages).toFixed(1)),
  ]);
  const services = Object.keys(runs.first.commands).map((name) => `${name}: commands a page`);
  const text = markdownTable(['sync', 's', 's beyond BAND', 's until all have it', 'pages', ...services], rows);
  const share = beyond.first === 0 ? 0 : beyond.second / beyond.first;
  const memory = Object.entries(peaks).map(([name, mb]) => `${name} ${mb.toFixed(0)} MB`);
  const notes = [
    `BAND by itself: ${seconds(band.ms)} s for ${band.calls} calls, as many at a time.`,
    `Second to first, beyond BAND: ${share.toFixed(2)} (at most ${BUDGET})${share > BUDGET ? ', over' : ''}.`,
    `Most resident at any moment: ${memory.join(', ')}.`,
    `Posts a second in each quarter of the first sync's time: ${quarters.map((rate) => rate.toFixed(1)).join(', ')}.`,
    'Unchanged, a run counted nothing as new, changed or gone; after ten changes, exactly those.',
  ];
  say(`\n${text}\n\n${notes.join('\n')}\n`);
  const figures = { machine: machine(), club, band, runs, beyond, share, peaks, quarters };
  say(`Kept in ${keep('sync', figures, `${text}\n\n${notes.join('\n')}`)}`);
}
