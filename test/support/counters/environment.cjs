// One set of counters for all test files of a worker, written down after each: a worker may be ended at any time.
const path = require('node:path');
const TestEnvironment = require('../environment.cjs');

const counters = {};

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.__counters__ = counters;
  }

  async teardown() {
    const { writeAtomically } = await import('../../../scripts/lib/files.mjs');
    writeAtomically(path.join(process.env.TEST_COVERAGE_FOLDER, `${process.pid}.json`), JSON.stringify(counters));
    // Jest empties the globals of a test file when it is over; these go on into the next one.
    delete this.global.__counters__;
    await super.teardown();
  }
};
