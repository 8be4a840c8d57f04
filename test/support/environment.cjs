const { TestEnvironment } = require('jest-environment-node');
const { keepCompiled } = require('./compile-once.cjs');
const { endLeftovers, noteLeftovers, noteLeftoversOf } = require('./leftovers.cjs');

keepCompiled();
noteLeftovers();

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    noteLeftoversOf(this.global);
  }

  async teardown() {
    await super.teardown();
    endLeftovers();
  }
};
