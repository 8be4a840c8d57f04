// Test files run in Node's own context, one after another in a worker, not each in a context that Jest makes: there every
// use of a global is a call, and a library could not be kept from one file to the next (modules.cjs).
const { ModernFakeTimers } = require('@jest/fake-timers');
const { Logger } = require('@nestjs/common');
const { ModuleMocker } = require('jest-mock');
const { endLeftovers, noteLeftovers, noteLeftoversOf } = require('./leftovers.cjs');
const { forgetClasses, loadOnce } = require('./modules.cjs');

loadOnce();
noteLeftovers();

const { exit } = process;
const processEnv = { ...process.env };
const globals = Object.getOwnPropertyDescriptors(globalThis);
const logger = Object.getOwnPropertyDescriptors(Logger);

/** Takes from an object what is not among these descriptors, and gives back what is. */
function restore(object, descriptors) {
  for (const key of Reflect.ownKeys(object)) {
    if (!(key in descriptors) && Object.getOwnPropertyDescriptor(object, key).configurable) delete object[key];
  }
  Object.defineProperties(object, descriptors);
}

module.exports = class {
  constructor({ projectConfig }) {
    this.global = Object.assign(globalThis, projectConfig.globals);
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    noteLeftoversOf(globalThis);
  }

  /** The next file finds everything as this one did. */
  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    endLeftovers();
    forgetClasses();
    restore(globalThis, globals);
    restore(Logger, logger);
    restore(process.env, Object.getOwnPropertyDescriptors(processEnv));
    // Jest puts a function of its own here for each file.
    process.exit = exit;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
};
