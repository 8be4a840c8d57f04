// A Jest reporter that writes only the counts. Jest's own --json writes nothing at all when a failure's details hold a
// circular object, which is when the count is wanted most.
const { writeFileSync } = require('node:fs');

module.exports = class CountReporter {
  constructor() {
    this.file = process.env.JEST_COUNT_FILE;
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    writeFileSync(this.file, JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }));
  }
};
