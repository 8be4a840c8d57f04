import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const { compileOnce } = require('./modules.cjs');

/** What the file exports, loaded as Jest loads it for one test file. */
function load(source, filename) {
  const module = { exports: {}, filename };
  compileOnce(source, ['module'], { filename, parsingContext: globalThis })(module);
  return module.exports;
}

test('compiled once, a file of ours runs anew for each test file and shares nothing that it holds', () => {
  const source = 'let n = 0; module.exports = { next: () => (n += 1) };';
  const [a, b] = [load(source, '/held.js'), load(source, '/held.js')];
  assert.deepEqual([a.next(), a.next(), b.next()], [1, 2, 1]);
});

test('it is compiled anew where its source is another', () => {
  assert.equal(load('module.exports = 1', '/changed.js'), 1);
  assert.equal(load('module.exports = 2', '/changed.js'), 2);
});

test('it imports as Node does', async () => {
  const source = "module.exports = () => import('node:path')";
  assert.equal((await load(source, '/imports.js')()).sep, require('node:path').sep);
});

test('it says where it threw, also on its first line', () => {
  assert.throws(
    () => load("throw new TypeError('here')", '/thrown.js'),
    ({ stack }) => stack.includes('/thrown.js:1:7'),
  );
});

test('a library is the one that Node loads, for every test file the same', () => {
  const library = (name) => load('module.exports = null', require.resolve(name));
  assert.equal(library('yazl'), require('yazl'));
  assert.equal(library('yazl'), library('yazl'));
});

test('a library that keeps what our files tell it runs anew', () => {
  for (const name of ['prom-client', '@nestjs/mongoose']) {
    assert.equal(load('module.exports = "anew"', require.resolve(name)), 'anew');
  }
});

test('every other call of vm.compileFunction is left as it is', () => {
  assert.equal(compileOnce('return a + 1', ['a'])(1), 2);
  const [source, options] = ['return who', { filename: '/other.js', parsingContext: vm.createContext({ who: 'it' }) }];
  assert.equal(compileOnce(source, [], options)(), 'it');
});
