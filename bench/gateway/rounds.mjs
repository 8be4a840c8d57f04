// Interleaved rounds: what else the machine does meanwhile then falls on all targets alike.
import { median } from '../lib/report.mjs';
import { step } from '../../scripts/lib/progress.mjs';

const WARM_UP_SECONDS = 3;

/** @returns one result for each target, with the medians and all rounds */
export async function measure(stage, targets, { rounds, seconds }) {
  const results = targets.map((target) => ({ name: target.name, rounds: [] }));
  for (const target of targets) await step(`Warming up ${target.name}`, () => stage.load(target, WARM_UP_SECONDS));
  for (let round = 1; round <= rounds; round++) {
    await step(`Round ${round} of ${rounds}`, async () => {
      for (const [i, target] of targets.entries()) results[i].rounds.push(await stage.load(target, seconds));
    });
  }
  const middle = (result, field) => median(result.rounds.map((round) => round[field]));
  return results.map((result) => ({
    ...result,
    perSecond: middle(result, 'perSecond'),
    p50: middle(result, 'p50'),
    p99: middle(result, 'p99'),
    cpuMicros: middle(result, 'cpuMicros'),
    leastCpuMicros: Math.min(...result.rounds.map((round) => round.cpuMicros)),
    busy: middle(result, 'busy'),
    spread: spread(result.rounds.map((round) => round.perSecond)),
  }));
}

/** How far the rounds lie apart, as a share of the median. */
const spread = (values) => (Math.max(...values) - Math.min(...values)) / median(values);

/** The median over the rounds of a's figure divided by b's of the same round. */
export const ratio = (a, b, field = 'perSecond') =>
  median(a.rounds.map((round, i) => round[field] / b.rounds[i][field]));
