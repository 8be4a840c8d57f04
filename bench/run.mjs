// `yarn bench <name> [options]`: runs bench/<name>/bench.mjs. Without a name, says what there is.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { explain, Explained, say } from '../scripts/lib/progress.mjs';

const HERE = import.meta.dirname;
const names = readdirSync(HERE).filter((name) => existsSync(path.join(HERE, name, 'bench.mjs')));
const [name, ...options] = process.argv.slice(2);

try {
  if (name === undefined) say(`Benches: ${names.join(', ')}. Run one with: node bench/run.mjs <name>`);
  else if (!names.includes(name)) throw new Explained(`There is no bench "${name}". There is: ${names.join(', ')}.`);
  else await (await import(path.join(HERE, name, 'bench.mjs'))).default(options);
} catch (error) {
  process.exitCode = explain(error);
}
