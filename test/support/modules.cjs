// How a worker loads what its test files require. Jest compiles and runs every module anew for each test file, and half
// of what all tests took was libraries: here a worker loads each library once, by Node itself, and so its code is still
// optimized in the next file. Our own files are compiled once and run anew: of ours, test files share nothing.
const v8 = require('node:v8');
const vm = require('node:vm');

/**
 * Libraries that run anew as well: those that keep what our files tell them while they load, metrics by their name and
 * classes in one list, and Jest's, which hold the tests of the file that runs.
 */
const ANEW = /\/node_modules\/(prom-client|@nestjs\/mongoose|@jest\/.+|jest-.+|expect|pretty-format)\//;
const isKept = (filename) => filename.includes('/node_modules/') && !ANEW.test(filename);

const { compileFunction } = vm;
/** By file and parameters: its source and its script. */
const known = new Map();

/** `vm.compileFunction` as Jest calls it for CommonJS; every other call goes to the original. */
function compileOnce(source, params = [], options = {}) {
  const { filename, parsingContext } = options;
  if (!filename || parsingContext !== globalThis) return compileFunction(source, params, options);
  if (isKept(filename)) return keep;
  const key = `${filename}(${params})`;
  let file = known.get(key);
  if (file?.source !== source) {
    file = { source, script: compile(source, params, filename) };
    known.set(key, file);
  }
  return file.script.runInThisContext();
}

/** What Jest runs as a library's code. */
function keep(module) {
  module.exports = require(module.filename);
}

/** A script whose value is the function: unlike a function, it shares nothing between those that it makes. */
function compile(source, params, filename) {
  const head = `(function (${params}) {`;
  const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length, importModuleDynamically });
}

/** From here on this process loads modules so. */
function loadOnce() {
  // V8 throws away the code of what has not run for a while, and a module's own code runs once in a test file.
  v8.setFlagsFromString('--no-flush-bytecode');
  // Most of what a test file loads runs a few times and is over: V8 may wait ten times as long before it optimizes a function.
  v8.setFlagsFromString('--interrupt-budget=700000');
  vm.compileFunction = compileOnce;
}

/** When a test file is over: what the libraries kept of its classes goes. */
function forgetClasses() {
  require('class-transformer/cjs/storage').defaultMetadataStorage.clear();
}

module.exports = { compileOnce, loadOnce, forgetClasses };
