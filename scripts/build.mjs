// `yarn build [app…]`: builds the named apps, or all, to dist/apps/<app>/main.js. `--force` builds unchanged ones too.
import { parseArgs } from 'node:util';
import { chosenServices } from './lib/platform.mjs';
import { Explained, explain, say } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

try {
  const options = { force: { type: 'boolean', default: false } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const names = chosenServices(positionals).map(({ name }) => name);
  if (names.length === 0) throw new Explained('There is nothing to build: no folder under apps/ has a src/main.ts.');
  const built = await buildApps(names, values);
  if (built.length === 0) say(`Nothing changed since ${names.join(', ')} ${names.length > 1 ? 'were' : 'was'} built.`);
} catch (error) {
  process.exitCode = explain(error);
}
