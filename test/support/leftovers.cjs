// What a test file leaves in its worker when it is over: each loads modules of its own, which start these once more and,
// as a service does, use them to its end. They keep all of a file in memory, 30 MB, or cost every file that follows.
const { AsyncLocalStorage } = require('node:async_hooks');
const perfHooks = require('node:perf_hooks');

/** Node copies the value of every one in use onto each new promise. */
const storages = new Set();
/** Of the delay of the event loop, for the metrics. */
const histograms = new Set();
/** Of garbage collections, for the metrics. */
const observers = new Set();
/** Such as the one by which a log is written out. */
const intervals = new Set();

/** Calls a function as if no test did: Node keeps a histogram for good, fetch its timer, and both what was stored then. */
const outside = AsyncLocalStorage.snapshot();

/** Has every call of a method note the object that it was called on. */
function noteCalls(prototype, method, noted) {
  const original = prototype[method];
  prototype[method] = function note(...args) {
    noted.add(this);
    return original.apply(this, args);
  };
}

/** Has a function note what it makes. */
function noteResults(owner, name, noted, call = (make, ...args) => make(...args)) {
  const original = owner[name];
  owner[name] = function note(...args) {
    const made = call(original, ...args);
    noted.add(made);
    return made;
  };
}

/** Once in a process: from here on it notes what is used. */
function noteLeftovers() {
  noteCalls(AsyncLocalStorage.prototype, 'run', storages);
  noteCalls(AsyncLocalStorage.prototype, 'enterWith', storages);
  noteCalls(perfHooks.PerformanceObserver.prototype, 'observe', observers);
  noteResults(perfHooks, 'monitorEventLoopDelay', histograms, outside);
}

/** Once for each test file, whose globals these are. */
function noteLeftoversOf(globals) {
  noteResults(globals, 'setInterval', intervals);
  const { fetch } = globals;
  globals.fetch = (...args) => outside(fetch, ...args);
}

/** Ends all that was noted so far, when a test file is over. */
function endLeftovers() {
  storages.forEach((storage) => storage.disable());
  histograms.forEach((histogram) => histogram.disable());
  observers.forEach((observer) => observer.disconnect());
  intervals.forEach((interval) => clearInterval(interval));
  for (const noted of [storages, histograms, observers, intervals]) noted.clear();
}

module.exports = { noteLeftovers, noteLeftoversOf, endLeftovers };
