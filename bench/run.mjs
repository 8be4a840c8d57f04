// `yarn bench <name> [options]`: runs bench/<name>/bench.mjs. `yarn bench all`: each in turn, as long as they take
// without options. Without a name, says what there is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { explain, Explained, say } from '../scripts/lib/progress.mjs';

const HERE = import.meta.dirname;
const names = readdirSync(HERE).filter((name) => existsSync(path.join(HERE, name, 'bench.mjs')));
const [name, ...options] = process.argv.slice(2);

try {
  if (name === undefined) say(`Benches: ${names.join(', ')}, or all. Run one with: node bench/run.mjs <name>`);
  else if (name === 'all') runAll();
  else if (!names.includes(name))
    throw new Explained(`There is no bench "${name}". There is: ${names.join(', ')}, all.`);
  else await (await import(path.join(HERE, name, 'bench.mjs'))).default(options);
} catch (error) {
  process.exitCode = explain(error);
}

/** Each in a process of its own: what one leaves in memory is not there when the next is measured. */
function runAll() {
  const failed = names.filter((one) => {
    say(`\n=== ${one} ===`);
    return spawnSync(process.execPath, [import.meta.filename, one], { stdio: 'inherit' }).status !== 0;
  });
  if (failed.length > 0) throw new Explained(`Failed, or over a budget: ${failed.join(', ')}.`);
  say('\nAll ran, and kept their budgets.');
}
