// What webpack.config.cjs makes of an app, started as a service is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { remove } from './files.mjs';
import { DATA, ROOT } from './paths.mjs';
import { loadWebpack, webpackConfig } from './webpack-apps.mjs';

/** It requires a library that ships a map. */
const APP = `
import { findSourceMap } from 'node:module';
import 'rxjs';
interface Seen { stack?: string; librarysMap?: string[] }
setImmediate(() => {
  const librarysMap = findSourceMap('${path.join(ROOT, 'node_modules/rxjs/dist/cjs/index.js')}');
  const seen: Seen = { stack: new Error('seen').stack, librarysMap: librarysMap?.payload.sources };
  process.stdout.write(JSON.stringify(seen));
});`;

test('a stack names the line of our source, and no library’s map is kept', async () => {
  // Inside the checkout: elsewhere the library would not be found.
  mkdirSync(DATA, { recursive: true });
  const folder = mkdtempSync(path.join(DATA, 'webpack-test-'));
  try {
    const entry = path.join(folder, 'app.ts');
    writeFileSync(entry, APP);
    const output = { path: folder, filename: 'main.js' };
    const config = { ...webpackConfig('webpack-test'), entry, output, cache: false };
    const stats = await new Promise((resolve, reject) =>
      loadWebpack()(config, (error, made) => (error ? reject(error) : resolve(made))),
    );
    assert.equal(stats.hasErrors(), false, stats.toString('errors-only'));
    const args = ['--enable-source-maps', path.join(folder, 'main.js')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    assert.equal(stderr, '');
    const seen = JSON.parse(stdout);
    assert.match(seen.stack, /app\.ts:7:/);
    assert.equal(seen.librarysMap, undefined);
  } finally {
    remove(folder);
  }
});
