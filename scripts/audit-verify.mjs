// `yarn audit:verify [seq:hash…]`: checks that no row of the audit log was altered or removed, and that the log still
// holds what was noted of it (auth's log says `the audit log has grown` with seq and hash). Exit code 1 when not.
// On the running platform's MongoDB and Redis, or on ones started for it.
import { run } from './lib/command.mjs';
import { install } from './lib/install.mjs';
import { Launcher, stopOnSignals } from './lib/launcher.mjs';
import { runningLauncher } from './lib/launcher-state.mjs';
import { ROOT } from './lib/paths.mjs';
import { builtFile } from './lib/platform.mjs';
import { Explained, explain, say } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

/** A log of millions of rows takes minutes. */
const BOUND_MS = 60 * 60_000;

const launcher = new Launcher({ role: 'audit' });
stopOnSignals((reason) => launcher.stop(reason));
try {
  await install();
  await buildApps(['auth']);
  await launcher.useOrStartBacking(runningLauncher());
  await launcher.assignPorts((_label, usual) => usual);
  const auth = launcher.instances.find(({ service }) => service === 'auth');
  const env = { ...process.env, ...launcher.environmentOf(auth), LOG_DIR: '', LOG_LEVEL: 'silent' };
  const args = ['--enable-source-maps', builtFile('auth'), 'audit-verify', ...process.argv.slice(2)];
  const { code, output } = await run(process.execPath, args, { cwd: ROOT, env, timeoutMs: BOUND_MS });
  say(output.trim());
  if (code !== 0) throw new Explained('The audit log was touched, or could not be read.');
} catch (error) {
  process.exitCode = explain(error);
}
await launcher.stop();
