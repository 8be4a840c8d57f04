// core with 1,000 and with 100,000 games: what lists, the leaderboard and a live score cost (docs/performance.md).
import { parseArgs } from 'node:util';
import { say, step } from '../../scripts/lib/progress.mjs';
import { compareSizes, sizesTable } from '../lib/compare-sizes.mjs';
import { keep, machine, markdownTable } from '../lib/report.mjs';
import { ASKER, atSizes, sizesFrom } from '../lib/service-at-sizes.mjs';
import { fill, fillLive, memberId } from './games-data.mjs';
import { scoreLive } from './live-scores.mjs';

const LIVE_GAMES = 50;
const options = {
  rounds: { type: 'string', default: '60' },
  sizes: { type: 'string', default: '1000,100000' },
  seconds: { type: 'string', default: '50' },
  rate: { type: 'string', default: '200' },
};

const get = (path) => ({ path: `/api/v1/games${path}`, user: memberId(3) });
const LISTS = {
  'games, page one': get('?limit=20'),
  'games to come': get('?status=scheduled&limit=20'),
  'games of a span of days': get('?limit=20&date_from=2020-01-01&date_to=2099-01-01'),
  'my games': get('?mine=true&limit=20'),
  'leaderboard, page one': get('/leaderboard?discipline=singles&limit=20'),
  'leaderboard, page 5': get('/leaderboard?discipline=singles&limit=20&page=5'),
};

/** `node bench/run.mjs games [--rounds 60] [--sizes 1000,100000] [--seconds 50] [--rate 200]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const sizes = sizesFrom(values.sizes);
  const rounds = Number(values.rounds);
  const [seconds, rate] = [Number(values.seconds), Number(values.rate)];
  const figures = await atSizes({ app: 'core', sizes, fill: games }, async (targets) => {
    const lists = await step('Comparing lists', () => compareSizes(targets, LISTS, rounds));
    const live = [];
    for (const target of targets) {
      const what = `Live scores beside ${target.size} games`;
      live.push(await step(what, () => scoreLive(target, { seconds, rate, reader: memberId(5) })));
    }
    return { lists, live };
  });
  report(sizes, figures, rounds);
}

async function games(db, size) {
  await fill(db, size);
  return { live: await fillLive(db, LIVE_GAMES, ASKER) };
}

function report(sizes, { lists, live }, rounds) {
  const columns = sizes.map((size) => `${size} games`);
  const text = [
    sizesTable(lists, columns),
    markdownTable(
      ['live scores beside', 'updates', 'a second', 'p50 ms', 'p99 ms', 'games whose last is not shown'],
      live.map((one, i) => [
        columns[i],
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
