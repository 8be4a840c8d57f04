// `yarn start:dev [service…]`: runs the named services (all without a name), compiled again at every change, against
// what `npm run up` or an earlier start:dev runs already. A service that runs there is borrowed and given back.
// Where nothing runs yet, MongoDB and Redis are started here.  --quiet: only warnings of the services.
import path from 'node:path';
import { ChildrenList, startWatchdog } from './lib/children.mjs';
import { borrow } from './lib/control.mjs';
import { checkNode, install } from './lib/install.mjs';
import { Launcher, stopOnSignals } from './lib/launcher.mjs';
import { runningLauncher } from './lib/launcher-state.mjs';
import { RUN } from './lib/paths.mjs';
import { chosenServices } from './lib/platform.mjs';
import { readFlags } from './lib/flags.mjs';
import { Explained, explain, say, warn } from './lib/progress.mjs';
import { WatchedService } from './lib/watched-service.mjs';

const LAUNCHER_STARTING_BOUND_MS = 60_000;
const USAGE = `yarn start:dev [service…] [--quiet]      (npm run start:dev -- [service…] [--quiet])
  service…   what to run and compile at every change; all without a name
  --quiet    only warnings of the services`;

/** The launcher to work with: the one that runs, or our own. */
async function launcherToUse(own) {
  if (!runningLauncher()) {
    await own.begin();
    // A service loads as long as MongoDB takes to start: both at once.
    await own.launchBacking();
    await own.assignPorts();
    await own.openControl();
  }
  const end = Date.now() + LAUNCHER_STARTING_BOUND_MS;
  while (Date.now() < end) {
    const state = runningLauncher();
    if (!state) throw new Explained('The platform that was starting here stopped. Start again.');
    if (state.control) return state;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Explained('The platform that is starting here did not come up within a minute.');
}

const loans = [];
const watched = [];
let own;
let stopping;

/** Our services first, then back to whom they belong, then what we started for everybody. */
function stop(reason) {
  return (stopping ??= (async () => {
    if (reason) say(`Stopping (${reason}).`);
    await Promise.all(watched.map((one) => one.stop()));
    for (const loan of loans) loan.giveBack();
    await own?.stop();
    children.clear();
    dismissWatchdog();
  })());
}

const listFile = path.join(RUN, `start-dev-${process.pid}.json`);
const children = new ChildrenList(listFile);
let dismissWatchdog = () => {};

try {
  checkNode();
  const { values, positionals } = readFlags(
    USAGE,
    { quiet: { type: 'boolean', default: false } },
    { positionals: true },
  );
  stopOnSignals(stop);
  await install();
  const services = chosenServices(positionals);
  if (services.length === 0)
    throw new Explained('There is no service to start: no folder under apps/ has a src/main.ts.');
  dismissWatchdog = startWatchdog(listFile);
  for (const { name } of services) watched.push(new WatchedService(name, children, { verbose: !values.quiet }).watch());
  say(`Compiling ${services.map(({ name }) => name).join(', ')}.`);
  own = new Launcher({ role: 'start-dev', autoConnect: true, started: services.map(({ name }) => name) });
  const launcher = await launcherToUse(own);
  for (const one of watched) {
    const loan = await borrow(launcher, one.name).catch((error) => {
      throw new Explained(error.message);
    });
    loans.push(loan);
    void loan.lost.then(async () => {
      if (stopping) return;
      warn('The platform this service ran against has stopped.');
      await stop();
      process.exit(1);
    });
    one.run(loan.env);
  }
  await own.backingUp;
} catch (error) {
  if (!stopping) {
    explain(error);
    await stop();
    process.exit(1);
  }
}
