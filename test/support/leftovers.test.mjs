import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const { noteLeftovers, noteLeftoversOf, endLeftovers } = require('./leftovers.cjs');

noteLeftovers();

test('a storage holds what it is given until the test file is over, and can be used again', async () => {
  const [ran, entered] = [new AsyncLocalStorage(), new AsyncLocalStorage()];
  assert.equal(await ran.run('a', async (n) => `${ran.getStore()}${n}`, 1), 'a1');
  entered.enterWith('b');
  await null;
  assert.equal(entered.getStore(), 'b');
  await ran.run('a', async () => {
    endLeftovers();
    await null;
    assert.deepEqual([ran.getStore(), entered.getStore()], [undefined, undefined]);
  });
  const again = ran.run('c', () => ran.getStore());
  assert.equal(again, 'c');
});

test('what measures and what comes again ends with the test file', async () => {
  // By require, as modules in Jest have it: import takes what these were when it was loaded.
  const { monitorEventLoopDelay, performance, PerformanceObserver } = require('node:perf_hooks');
  let [ticks, marks] = [0, 0];
  const globals = { setInterval, fetch };
  noteLeftoversOf(globals);
  globals.setInterval(() => (ticks += 1), 5);
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  new PerformanceObserver(() => (marks += 1)).observe({ entryTypes: ['mark'] });
  performance.mark('seen');
  await wait(100);
  assert.ok(ticks > 0 && histogram.count > 0 && marks === 1);
  endLeftovers();
  const [ticksThen, countThen] = [ticks, histogram.count];
  performance.mark('unseen');
  await wait(100);
  assert.deepEqual([ticks, histogram.count, marks], [ticksThen, countThen, 1]);
});

test('fetch keeps nothing of who calls it, and answers as ever', async () => {
  const storage = new AsyncLocalStorage();
  const seen = [];
  const globals = { setInterval, fetch: async (text) => (seen.push(storage.getStore()), text) };
  noteLeftoversOf(globals);
  await storage.run('a', async () => {
    assert.equal(await globals.fetch('answer'), 'answer');
    assert.equal(storage.getStore(), 'a');
  });
  assert.deepEqual(seen, [undefined]);
});
