import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import vm from 'node:vm';

const { compileOnce } = createRequire(import.meta.url)('./compile-once.cjs');

/** What the file exports in a context of its own, as in one test file. */
function load(source, filename, { globals = {}, importModule = () => Promise.reject(new Error('no import')) } = {}) {
  const options = { filename, parsingContext: vm.createContext(globals), importModuleDynamically: importModule };
  const module = { exports: {} };
  compileOnce(source, ['module'], options)(module);
  return module.exports;
}

test('compiled once, a file runs in the context of each test file and shares nothing that it holds', () => {
  const source = 'let n = 0; module.exports = { who, next: () => (n += 1) };';
  const [a, b] = ['a', 'b'].map((who) => load(source, '/held.js', { globals: { who } }));
  assert.deepEqual([a.who, b.who], ['a', 'b']);
  assert.deepEqual([a.next(), a.next(), b.next()], [1, 2, 1]);
});

test('it is compiled anew where its source is another', () => {
  assert.equal(load('module.exports = 1', '/changed.js'), 1);
  assert.equal(load('module.exports = 2', '/changed.js'), 2);
});

test('it imports as the test file does that runs it now, and nothing is kept of those before', async () => {
  const source = "module.exports = () => import('it')";
  const before = load(source, '/imports.js', { importModule: () => import('node:fs') });
  const now = load(source, '/imports.js', { importModule: () => import('node:path') });
  assert.equal((await now()).sep, (await import('node:path')).sep);
  assert.equal((await before()).sep, (await import('node:path')).sep);
  load('', '/another.js');
  await assert.rejects(now(), /is over/);
});

test('it says where it threw, also on its first line', () => {
  assert.throws(
    () => load("throw new TypeError('here')", '/thrown.js'),
    ({ stack }) => stack.includes('/thrown.js:1:7'),
  );
});

test('every other call of vm.compileFunction is left as it is', () => {
  assert.equal(compileOnce('return a + 1', ['a'])(1), 2);
});
