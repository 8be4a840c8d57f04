// What `npm test` runs for given arguments, and how it counts. No I/O here.
const TIERS = ['unit', 'int', 'e2e', 'faults'];
/** Only when it is named: it takes long, and fetches a program of its own. */
const NAMED_ONLY = ['schema'];
export const COVERAGE_FLOOR = 70;
/** Integration tests that have a long form: as patterns of their files. */
export const LONG_INT = ['games-fill', 'live-scores', 'many-likes-and-comments'];

/** Tiers come first; whatever is not ours goes to jest as it is. */
export function readArguments(args, env) {
  const own = new Set(['--long', '--coverage', '--']);
  const tiers = [];
  const rest = args.filter((arg) => !own.has(arg));
  const all = [...TIERS, ...NAMED_ONLY];
  while (all.includes(rest[0])) tiers.push(rest.shift());
  return {
    tiers: tiers.length > 0 ? all.filter((tier) => tiers.includes(tier)) : TIERS,
    jestArguments: rest,
    long: args.includes('--long') || Boolean(env.FAULTS_LONG),
    coverage: args.includes('--coverage') || Boolean(env.CI && env.CI !== 'false' && rest.length === 0),
  };
}

/**
 * The runs of jest, in order. Faults run by themselves, because they kill things and watch the clock; in their long form,
 * which holds them to what is promised, also one by one, and the integration tests that have a long form follow.
 * Coverage is measured where code runs inside jest: unit and int.
 */
export function planRuns({ tiers, jestArguments, coverage, long }) {
  const runs = [];
  const inProcess = tiers.filter((tier) => tier === 'unit' || tier === 'int');
  // A worker of these waits for MongoDB now and then; one of the others keeps a core busy with the processes it starts.
  if (inProcess.length > 0) runs.push(oneRun(inProcess, [...jestArguments, '--maxWorkers=3'], coverage));
  if (tiers.includes('e2e')) runs.push(oneRun(['e2e'], [...jestArguments, '--maxWorkers=2']));
  const faultsAtOnce = long ? '--runInBand' : '--maxWorkers=2';
  if (tiers.includes('faults')) runs.push(oneRun(['faults'], [...jestArguments, faultsAtOnce]));
  if (tiers.includes('schema')) runs.push(oneRun(['schema'], [...jestArguments, '--runInBand']));
  if (long && tiers.join() === 'faults' && jestArguments.length === 0)
    runs.push(oneRun(['int'], [...LONG_INT, '--runInBand']));
  return runs;
}

const oneRun = (projects, args, coverage = false) => ({ projects, args, coverage, label: projects.join(', ') });

/** Tests that passed and failed; a file that could not even run counts as one failure. */
export function count(results) {
  if (!results) return { passed: 0, failed: 1 };
  return { passed: results.numPassedTests, failed: results.numFailedTests + results.numRuntimeErrorTestSuites };
}

/** The same from the summary that ends a TAP report. */
export function countTap(report = '') {
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(report)?.[1] ?? 0);
  return { passed: number('pass'), failed: number('fail') + number('cancelled') };
}

/** @param summary Istanbul's, over all files */
export function coverageVerdict({ lines }) {
  return { ok: lines.pct >= COVERAGE_FLOOR, text: `Coverage: ${lines.pct} % of lines` };
}
