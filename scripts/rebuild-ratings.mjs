// `yarn ratings:rebuild`: works out every rating and game statistic anew from the completed games, on the running
// platform's MongoDB and Redis, or on ones started for it. Play may go on meanwhile.
import { run, tail } from './lib/command.mjs';
import { install } from './lib/install.mjs';
import { Launcher, stopOnSignals } from './lib/launcher.mjs';
import { runningLauncher } from './lib/launcher-state.mjs';
import { ROOT } from './lib/paths.mjs';
import { builtFile } from './lib/platform.mjs';
import { Explained, explain, step } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

async function rebuild(launcher, name) {
  const instance = launcher.instances.find(({ service }) => service === name);
  const env = { ...process.env, ...launcher.environmentOf(instance), LOG_DIR: '' };
  await step('Working out ratings anew', async () => {
    const args = ['--enable-source-maps', builtFile(name), 'rebuild-ratings'];
    const { code, output } = await run(process.execPath, args, { cwd: ROOT, env });
    if (code !== 0) throw new Explained(`Working out ratings failed (exit code ${code}):\n${tail(output, 10)}`);
  });
}

const launcher = new Launcher({ role: 'ratings' });
stopOnSignals((reason) => launcher.stop(reason));
try {
  await install();
  await buildApps(['core']);
  await launcher.useOrStartBacking(runningLauncher());
  await launcher.assignPorts((_label, usual) => usual);
  await rebuild(launcher, 'core');
} catch (error) {
  process.exitCode = explain(error);
}
await launcher.stop();
