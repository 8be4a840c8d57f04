// What the tests ran: the counters of all workers together, with zeros for the files that no test loaded.
// `test/support/counters` puts the counters in and keeps them.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import coverage from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import sourceMaps from 'istanbul-lib-source-maps';
import reports from 'istanbul-reports';
import { readJson } from './files.mjs';
import { ROOT } from './paths.mjs';

const require = createRequire(import.meta.url);
const { createTransformer, isMeasured } = require('../../test/support/counters/instrument.cjs');

/**
 * Writes a summary to the terminal, and lcov and a summary as JSON into `target`.
 * @param folder where the workers wrote their counters
 * @returns the summary over all files
 */
export async function writeCoverage(folder, target) {
  const counted = coverage.createCoverageMap({});
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json')))
    counted.merge(readJson(path.join(folder, name)));
  const transformer = createTransformer(require('../../swc.config.cjs'));
  for (const file of measuredFiles().filter((one) => !counted.data[one]))
    counted.addFileCoverage(transformer.counters(readFileSync(file, 'utf8'), file));
  const coverageMap = await sourceMaps.createSourceMapStore().transformCoverage(counted);
  const context = report.createContext({ dir: target, coverageMap });
  for (const kind of ['text-summary', 'lcov', 'json-summary']) reports.create(kind).execute(context);
  return coverageMap.getCoverageSummary().toJSON();
}

function measuredFiles() {
  const inFolder = (folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true }).map((one) => path.join(folder, one));
  return ['apps', 'libs']
    .flatMap(inFolder)
    .filter(isMeasured)
    .map((one) => path.join(ROOT, one));
}
