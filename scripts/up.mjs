// `npm run up`: from a machine with only Node to the running platform. Each step is safe to repeat.
import {
  DEMO_ACCOUNTS,
  DEMO_PASSWORD,
  countsOf,
  endingOf,
  tourAddresses,
  waitForDemoClub,
  waitForPosts,
  whyNotToBeSeen,
} from './lib/demo-club.mjs';
import { arrangeDemoGames } from './lib/demo-games.mjs';
import { readFlags } from './lib/flags.mjs';
import { checkNode, install } from './lib/install.mjs';
import { Launcher, stopOnSignals } from './lib/launcher.mjs';
import { parseReplicas, presentServices } from './lib/platform.mjs';
import { bold, Explained, explain, say, step, warn } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

const USAGE = `npm run up -- [--verbose] [--no-sync] [--replicas auth=2,core=2]
  --verbose    every line the services log, not only warnings
  --no-sync    do not load the demo club from the emulator
  --replicas   how many processes of a service to start, for those that shall have more than one`;
const OPTIONS = {
  verbose: { type: 'boolean', default: false },
  'no-sync': { type: 'boolean', default: false },
  replicas: { type: 'string', default: '' },
};

let flags;

async function up(launcher) {
  checkNode();
  await launcher.begin();
  await install();
  if (presentServices().length === 0)
    throw new Explained('There is no service to start: no folder under apps/ has a src/main.ts.');
  // Building needs the processor, fetching and starting databases mostly waits: both at once.
  const building = buildApps();
  const backing = launcher.startBacking();
  await Promise.all([building, backing]).finally(() => Promise.allSettled([building, backing]));
  await launcher.assignPorts();
  await launcher.openControl();
  launcher.startServices();
  await launcher.waitUntilReady();
  await loadDemoClub(launcher);
  printWelcome(launcher);
}

/** A club that did not load is said, and is no reason to stop what runs. */
async function loadDemoClub(launcher) {
  const { gateway, 'band-sync': sync, 'band-emulator': emulator } = launcher.addresses;
  if (flags['no-sync'] || !gateway || !sync || !emulator) return;
  say(`The platform can be used from now on: API ${gateway[0]}/api/v1, documented at ${gateway[0]}/docs,`);
  say(`  BAND emulator ${emulator[0]}. Members and posts of the demo club arrive meanwhile, in about half a minute.`);
  const hidden = await whyNotToBeSeen(gateway[0]);
  if (hidden) say(hidden);
  else await watchDemoClub(gateway[0]).catch((error) => warn(error.message));
  // They need the demo accounts only, whatever became of the club.
  await step('Arranging demo games and a meeting', () => arrangeDemoGames(gateway[0])).catch((error) =>
    warn(error.message),
  );
}

function watchDemoClub(address) {
  let progress = '';
  const onProgress = (line) => (progress = line);
  const watch = async () => {
    const run = await waitForDemoClub(address, { onProgress });
    say(`  sync run ${run.status}: ${countsOf(run)}`);
    if (run.status !== 'succeeded') throw new Explained(endingOf(run));
    const { there, missing } = await waitForPosts(address, run, { onProgress });
    if (missing > 0) warn(`core has ${there} posts; ${missing} more are on their way.`);
  };
  return step('Loading the demo club from the BAND emulator', watch, { detail: () => progress });
}

function printWelcome(launcher) {
  const gateway = launcher.addresses.gateway?.[0];
  const lines = [bold('The platform is ready.'), ''];
  for (const { label, address, metricsPort } of launcher.instances) {
    lines.push(
      `  ${label.padEnd(14)} ${address}${metricsPort ? `   metrics http://127.0.0.1:${metricsPort}/metrics` : ''}`,
    );
  }
  if (gateway) {
    lines.push('', `  API docs       ${gateway}/docs`);
    lines.push('', `  Demo logins    ${DEMO_ACCOUNTS.join(' ')}`, `  Password       ${DEMO_PASSWORD}`, '', '  Try:');
    lines.push(
      `  curl -s ${gateway}/api/v1/auth/login -H 'content-type: application/json' -d '{"email":"member@dongbaejul.test","password":"${DEMO_PASSWORD}"}'`,
    );
    lines.push('', "  For README's tour, in the terminal where you take it:", `  ${tourAddresses(launcher.addresses)}`);
  }
  lines.push('', '  Logs are in logs/. Ctrl-C stops everything; the data stays (npm run reset clears it).');
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

let launcher;
try {
  flags = readFlags(USAGE, OPTIONS).values;
  launcher = new Launcher({
    role: 'up',
    verbose: flags.verbose,
    replicas: parseReplicas(flags.replicas),
    autoConnect: !flags['no-sync'],
  });
  stopOnSignals((reason) => launcher.stop(reason));
  await up(launcher);
} catch (error) {
  // What fails because of a Ctrl-C is no news; its handler ends this process.
  if (!launcher?.stopping) {
    explain(error);
    await launcher?.stop();
    process.exit(1);
  }
}
