// Counts what tests run, with Istanbul's counters put into what swc compiled. Jest's own `--coverage` sends the counters
// of every file loaded, and the map of each, from every test file to one process that merges them: a quarter of the time
// of all tests. Here a worker keeps one set of counters and writes it down.
const path = require('node:path');
const { createTransformer } = require('@swc/jest');
const { createInstrumenter } = require('istanbul-lib-instrument');

const ROOT = path.resolve(__dirname, '../../..');
const SOURCE = /^(apps|libs)\/[^/]+\/src\/.+\.ts$/;
const NOT_MEASURED = /(^|\/)(main|index)\.ts$|\.spec\.ts$|\.d\.ts$/;

/** @param {string} file absolute, or relative to the root */
function isMeasured(file) {
  const relative = path.relative(ROOT, path.resolve(ROOT, file)).split(path.sep).join('/');
  return SOURCE.test(relative) && !NOT_MEASURED.test(relative);
}

/** @returns what Jest wants of a transformer, and `counters(source, file)`: those of a file that nothing loaded */
function createCountingTransformer(swcOptions) {
  const swc = createTransformer(swcOptions);
  const instrumenter = createInstrumenter({ coverageVariable: '__counters__', compact: true, produceSourceMap: true });
  const instrument = ({ code, map }, file) => instrumenter.instrumentSync(code, file, JSON.parse(map));
  return {
    process(source, file, options) {
      const compiled = swc.process(source, file, options);
      if (!isMeasured(file)) return compiled;
      const code = instrument(compiled, file);
      return { code, map: instrumenter.lastSourceMap() };
    },
    getCacheKey: (...args) => `${swc.getCacheKey(...args)}-counted`,
    counters(source, file) {
      instrument(swc.process(source, file, {}), file);
      return instrumenter.lastFileCoverage();
    },
  };
}

module.exports = { createTransformer: createCountingTransformer, isMeasured };
