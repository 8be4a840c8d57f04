// The same requests to targets of different sizes, in turns; what counts is how the medians relate.
import { markdownTable, median } from './report.mjs';
import { call } from './signed-call.mjs';

/** What much data may cost against little, at the median. */
export const BUDGET = 1.5;
const WARM_UP = 5;

/**
 * @param targets of `atSizes`, the smaller first
 * @param work requests for `call` by what they are called in the table; a function makes one for each round and target
 * @returns `[{ what, small, large, ratio, within }]`, milliseconds at the median
 */
export async function compareSizes(targets, work, rounds) {
  const figures = [];
  for (const [what, request] of Object.entries(work)) {
    const times = targets.map(() => []);
    for (let round = -WARM_UP; round < rounds; round += 1) {
      // In turns, so that both meet the same moments of the machine; the first ones warm up.
      for (const [i, target] of targets.entries()) {
        const ms = await call(target, typeof request === 'function' ? request(target, round) : request);
        if (round >= 0) times[i].push(ms);
      }
    }
    const [small, large] = times.map(median);
    figures.push({ what, small, large, ratio: large / small, within: large / small <= BUDGET });
  }
  return figures;
}

/** @param sizes as the columns are called, such as `1000 games` */
export const sizesTable = (figures, sizes) =>
  markdownTable(
    ['p50 in ms', ...sizes, `ratio (at most ${BUDGET})`],
    figures.map(({ what, small, large, ratio, within }) => [
      what,
      small.toFixed(1),
      large.toFixed(1),
      `${ratio.toFixed(2)}${within ? '' : ' (over)'}`,
    ]),
  );
