// `npm test [tier…] [jest arguments…]`: every tier, or the named ones (unit, int, e2e, faults).
//   --long      the fault tests with their full numbers
//   --coverage  coverage of unit and int, and the floor; always on where CI is set
// The last line is the count over all of them.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBackingBinaries } from './lib/backing-services.mjs';
import { killCommands, run } from './lib/command.mjs';
import { readJson, readText, remove } from './lib/files.mjs';
import { checkNode, install } from './lib/install.mjs';
import { ROOT } from './lib/paths.mjs';
import { bold, Explained, explain, fail, say } from './lib/progress.mjs';
import { COVERAGE_FLOOR, coverageVerdict, count, countTap, planRuns, readArguments } from './lib/test-plan.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

const TIER_MS = 3_600_000;
/** An hour of load is one of the long forms. */
const LONG_FORMS_MS = 5 * 3_600_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    killCommands();
    process.exit(130);
  });
}

/**
 * Each file loads our modules anew, so most of a heap is young: V8 copies large halves less often, which is worth a
 * twentieth of the time, and starts with the large ones, or it would grow them again in each worker.
 */
const LARGE_YOUNG_HEAP = ['--min-semi-space-size=128', '--max-semi-space-size=128'];

/** Runs jest once, and returns what it counted; a run that ended without results counts as one failure. */
async function jest({ projects, args, label }, env, folder) {
  say(bold(`Tests: ${label}`));
  const resultFile = path.join(folder, `${label.replace(/\W+/g, '-')}.json`);
  const reporter = path.join(ROOT, 'scripts/lib/count-reporter.cjs');
  const jestFile = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  // What the person gave comes first: an option that takes a list would swallow a file name after it.
  const ours = [
    '--selectProjects',
    ...projects,
    '--passWithNoTests',
    '--reporters',
    'default',
    '--reporters',
    reporter,
  ];
  const all = [...LARGE_YOUNG_HEAP, jestFile, ...args, ...ours];
  const jestEnv = { ...env, JEST_COUNT_FILE: resultFile };
  const timeoutMs = env.FAULTS_LONG ? LONG_FORMS_MS : TIER_MS;
  const { code, timedOut } = await run(process.execPath, all, { cwd: ROOT, env: jestEnv, show: true, timeoutMs });
  if (timedOut) fail(`${label} were still running after ${timeoutMs / 60_000} minutes, and were ended.`);
  const results = readJson(resultFile);
  if (!results && code === 0) return { passed: 0, failed: 0 };
  const counted = count(results);
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** Tests of the scripts and of what Jest itself runs on, on Node's runner; part of the unit tier. */
async function scriptTests(env, folder) {
  say(bold('Tests: scripts'));
  const report = path.join(folder, 'scripts.tap');
  const reporters = ['--test-reporter=dot', '--test-reporter-destination=stdout'];
  reporters.push('--test-reporter=tap', `--test-reporter-destination=${report}`);
  const files = [
    'scripts/lib/scripts.test.mjs',
    'scripts/lib/webpack-apps.test.mjs',
    'test/support/modules.test.mjs',
    'test/support/leftovers.test.mjs',
  ];
  const args = ['--test', ...reporters, ...files.map((file) => path.join(ROOT, file))];
  const { code } = await run(process.execPath, args, { cwd: ROOT, env, show: true, timeoutMs: 120_000 });
  const counted = countTap(readText(report));
  if (counted.failed > 0) process.stdout.write(readText(report));
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

async function main() {
  const wanted = readArguments(process.argv.slice(2), process.env);
  checkNode();
  await install();
  if (wanted.tiers.some((tier) => tier !== 'unit')) {
    await findBackingBinaries({});
    await buildApps();
  }
  const env = { ...process.env, NODE_ENV: 'test', ...(wanted.long && { FAULTS_LONG: '1' }) };
  const folder = mkdtempSync(path.join(tmpdir(), 'dongbaejul-results-'));
  const total = { passed: 0, failed: 0 };
  let underFloor = false;
  const add = ({ passed, failed }) => {
    total.passed += passed;
    total.failed += failed;
  };
  try {
    if (wanted.tiers.includes('unit') && wanted.jestArguments.length === 0) add(await scriptTests(env, folder));
    for (const one of planRuns(wanted)) {
      const counters = one.coverage && mkdtempSync(path.join(folder, 'counters-'));
      add(await jest(one, { ...env, ...(counters && { TEST_COVERAGE_FOLDER: counters }) }, folder));
      if (counters) {
        const { writeCoverage } = await import('./lib/coverage.mjs');
        const verdict = coverageVerdict(await writeCoverage(counters, path.join(ROOT, 'coverage')));
        underFloor ||= !verdict.ok;
        (verdict.ok ? say : fail)(`${verdict.text} (floor ${COVERAGE_FLOOR} %)`);
      }
    }
  } finally {
    remove(folder);
  }
  const nothingRan = total.passed + total.failed === 0;
  if (nothingRan) fail('No test matched.');
  process.exitCode = nothingRan || total.failed > 0 || underFloor ? 1 : 0;
  return total;
}

const total = await main().catch((error) => {
  explain(error instanceof Error ? error : new Explained(String(error)));
  process.exitCode = 1;
  return { passed: 0, failed: 1 };
});
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
