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
 * Whether a build fits its sources, by a stamp that holds their hash. The stamp is taken away when compiling begins and
 * written last, with the hash from before compiling: a build that was cut off, or overtaken by an edit, is done again.
 */
export function freshness(name, shared = hashOf(SHARED_SOURCES.map(fullPath), { skip: isTest })) {
  const file = path.join(path.dirname(builtFile(name)), '.built-from');
  const current = (others = shared) => hashOf([fullPath(`apps/${name}`)], { skip: isTest }) + others;
  let stamp;
  return {
    isFresh: () => existsSync(builtFile(name)) && readText(file) === current(),
    begin: () => {
      stamp = current(hashOf(SHARED_SOURCES.map(fullPath), { skip: isTest }));
      remove(file);
    },
    done: () => writeAtomically(file, stamp),
  };
}

/**
 * Builds the apps whose sources changed since they were built.
 * @returns the names that were built
 * @throws Explained with the compiler's messages
 */
export async function buildApps(names = presentServices().map(({ name }) => name), { force = false } = {}) {
  const shared = hashOf(SHARED_SOURCES.map(fullPath), { skip: isTest });
  const builds = names.map((name) => ({ name, ...freshness(name, shared) })).filter((one) => force || !one.isFresh());
  if (builds.length === 0) return [];
  const stale = builds.map(({ name }) => name);
  await step(`Building ${stale.join(', ')}`, async () => {
    for (const build of builds) build.begin();
    await compile(stale);
    for (const build of builds) build.done();
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

/** The errors of a compilation, without the stacks of webpack and of the compiler. */
export const compilerMessages = (stats) =>
  stats
    .toString({ all: false, errors: true, errorDetails: false, errorStack: false, colors: false })
    .replace(/\n+Caused by:[\s\S]*?Stack backtrace:\n(?:\s+(?:\d+:|at ).*\n?)*/g, '\n')
    .trim();
