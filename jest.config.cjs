const swc = require('./swc.config.cjs');

const measured = process.env.TEST_COVERAGE_FOLDER !== undefined;
const support = (file) => `${__dirname}/test/support/${file}`;

const base = {
  rootDir: __dirname,
  testEnvironment: support(measured ? 'counters/environment.cjs' : 'environment.cjs'),
  transform: {
    '^.+\\.ts$': [measured ? support('counters/instrument.cjs') : '@swc/jest', swc],
  },
  moduleNameMapper: { '^@dongbaejul/([^/]+)$': '<rootDir>/libs/$1/src' },
  setupFiles: ['reflect-metadata'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
};

/** A tier that needs MongoDB and Redis; `test/support/global-setup.cjs` starts one of each for the run. */
const withBackingServices = {
  ...base,
  globalSetup: '<rootDir>/test/support/global-setup.cjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.cjs',
};

module.exports = {
  // What a suite leaves in a worker's heap makes each next one slower; a worker this large is replaced by a new one.
  workerIdleMemoryLimit: '1200MB',
  // Nothing is timed here: this only ends what hangs, also on a small machine that does three things at once. It is more
  // than any one wait (until, at most 60 s), which says better what did not come.
  testTimeout: 90_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/*/src/**/*.spec.ts', '<rootDir>/test/unit/**/*.spec.ts'],
    },
    { ...withBackingServices, displayName: 'int', testMatch: ['<rootDir>/{apps,libs}/*/test/**/*.int.spec.ts'] },
    { ...withBackingServices, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e.spec.ts'] },
    { ...withBackingServices, displayName: 'schema', testMatch: ['<rootDir>/test/schema/**/*.schema.spec.ts'] },
    { ...withBackingServices, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.fault.spec.ts'] },
  ],
};
