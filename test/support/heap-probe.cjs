// Loaded into a service before its own code (`NODE_OPTIONS=--require`): on SIGWINCH, which nothing else listens to, it
// collects garbage and says on standard output what is left, in bytes.
const { isMainThread } = require('node:worker_threads');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGWINCH', () => {
    collect();
    // What has finalizers is let go of a turn later.
    setTimeout(() => {
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      process.stdout.write(`${JSON.stringify({ heap_probe: { heapUsed, external, rss } })}\n`);
    }, 100);
  });
}
