import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CODE_CACHE = fileURLToPath(new URL('./code-cache.cjs', import.meta.url));

/** A program of the given files, of which main.js is run; what is run says what it has to say with console.log. */
function program(context, files) {
  const folder = mkdtempSync(path.join(tmpdir(), 'code-cache-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const fileOf = (name) => path.join(folder, name);
  const write = (more) => Object.entries(more).forEach(([name, text]) => writeFileSync(fileOf(name), text));
  write(files);
  return {
    write,
    run: () =>
      execFileSync(process.execPath, ['--require', CODE_CACHE, fileOf('main.js')], { encoding: 'utf8' }).trim(),
    kept: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.code'))
        .map(fileOf),
    fileOf,
  };
}

test('a later process takes the code from beside the program, and leaves the file as it is', (context) => {
  const { run, kept } = program(context, {
    'main.js': "#!/usr/bin/env node\nconsole.log(require('./other').double(21))",
    'other.js': 'exports.double = (n) => 2 * n',
  });
  assert.equal(run(), '42');
  const [file] = kept();
  const { mtimeMs, ino } = statSync(file);
  assert.equal(run(), '42');
  assert.deepEqual([kept(), statSync(file).mtimeMs, statSync(file).ino], [[file], mtimeMs, ino]);
});

test('what was edited runs as it is now, also where it is as long as before', (context) => {
  const { run, write } = program(context, {
    'main.js': "console.log(require('./other'))",
    'other.js': 'module.exports = 1',
  });
  assert.equal(run(), '1');
  write({ 'other.js': 'module.exports = 2' });
  assert.deepEqual([run(), run()], ['2', '2']);
});

test('a module imports, and has the require that Node gives it', (context) => {
  const { run } = program(context, {
    'main.js': "require('./other')().then((say) => console.log(say))",
    'other.js': `module.exports = async () => [
      require.main === require.cache[require.resolve('./main.js')],
      require.resolve.paths('it').length > 1,
      typeof require.extensions['.js'],
      (await import('node:path')).sep,
      require('./data.json').n,
    ].join()`,
    'data.json': '{ "n": 3 }',
  });
  const all = 'true,true,function,/,3';
  assert.deepEqual([run(), run()], [all, all]);
});

test('a file that is no code, or of another program, is made anew', (context) => {
  const { run, kept } = program(context, { 'main.js': 'console.log(1)' });
  run();
  const [file] = kept();
  writeFileSync(file, 'nothing of use');
  assert.equal(run(), '1');
  assert.ok(statSync(file).size > 'nothing of use'.length);
});

test('a file that does not parse fails as ever', (context) => {
  const { run } = program(context, { 'main.js': "require('./other')", 'other.js': 'const = 1' });
  assert.throws(run, ({ stderr }) => /other\.js:1\n.*const = 1[\s\S]*SyntaxError/.test(stderr));
});
