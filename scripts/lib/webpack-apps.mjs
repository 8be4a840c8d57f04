// Builds apps with webpack.config.cjs, the same file that `nest build` uses, all in one process: starting webpack
// and the compiler once instead of once per app is most of the time saved.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hashOf, readText, remove, writeAtomically } from './files.mjs';
import { builtFile, presentServices } from './platform.mjs';
import { DATA, ROOT } from './paths.mjs';
import { Explained, step } from './progress.mjs';

const require = createRequire(path.join(ROOT, 'package.json'));

const SHARED_SOURCES = ['libs', 'webpack.config.cjs', 'swc.config.cjs', 'tsconfig.json', 'package.json', 'yarn.lock'];
const isTest = (file) => /\.spec\.ts$|[\\/]test$/.test(file);
const fullPath = (name) => path.join(ROOT, name);

const stampFile = (name) => path.join(path.dirname(builtFile(name)), '.built-from');
const stampNow = (name, shared) => hashOf([fullPath(`apps/${name}`)], { skip: isTest }) + shared;

/** What the Nest CLI would hand to webpack.config.cjs for this app. */
export function webpackConfig(name, { watch = false } = {}) {
  const configure = require(fullPath('webpack.config.cjs'));
  return {
    ...configure({
      name,
      context: ROOT,
      target: 'node',
      entry: fullPath(`apps/${name}/src/main.ts`),
      output: { path: path.dirname(builtFile(name)), filename: 'main.js' },
      externalsPresets: { node: true },
      node: { __filename: false, __dirname: false },
      ignoreWarnings: [() => true],
    }),
    // What was compiled before is kept, so that a watcher is ready in a second or two.
    cache: { type: 'filesystem', cacheDirectory: path.join(DATA, 'cache/webpack'), name: `${name}-${watch}` },
    infrastructureLogging: { level: 'error' },
    stats: 'errors-only',
  };
}

/** Loads webpack, which is there only after installing. */
export const loadWebpack = () => require('webpack');

/**
 * Builds the apps whose sources changed since they were built.
 * @returns the names that were built
 * @throws Explained with the compiler's messages
 */
export async function buildApps(names = presentServices().map(({ name }) => name), { force = false } = {}) {
  const shared = hashOf(SHARED_SOURCES.map(fullPath), { skip: isTest });
  const stamps = new Map(names.map((name) => [name, stampNow(name, shared)]));
  const stale = names.filter(
    (name) => force || !existsSync(builtFile(name)) || readText(stampFile(name)) !== stamps.get(name),
  );
  if (stale.length === 0) return [];
  await step(`Building ${stale.join(', ')}`, async () => {
    for (const name of stale) remove(stampFile(name));
    await compile(stale);
    // Written last: a build that was cut off is built again.
    for (const name of stale) writeAtomically(stampFile(name), stamps.get(name));
  });
  return stale;
}

function compile(names) {
  const compiler = loadWebpack()(names.map((name) => webpackConfig(name)));
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error) reject(error);
        else if (stats.hasErrors()) reject(new Explained(`The build failed:\n${compilerMessages(stats)}`));
        else resolve();
      });
    });
  });
}

/** The errors of a compilation, without webpack's own stack. */
export const compilerMessages = (stats) =>
  stats.toString({ all: false, errors: true, errorDetails: false, errorStack: false, colors: false }).trim();
