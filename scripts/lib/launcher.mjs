// What `npm run up` and `yarn start:dev` have in common: backing services, services as children, lending, stopping.
import path from 'node:path';
import { announce, findBackingBinaries, launchBackingServices } from './backing-services.mjs';
import { ChildrenList, startWatchdog } from './children.mjs';
import { killCommands } from './command.mjs';
import { startControl } from './control.mjs';
import { devSecrets } from './dev-secrets.mjs';
import { becomeLauncher, leave, publish } from './launcher-state.mjs';
import { CHILDREN_STATE, DATA, LOGS, ROOT } from './paths.mjs';
import { presentServices, serviceArguments } from './platform.mjs';
import { pickPort } from './ports.mjs';
import { ManagedProcess, printLines, readable, stopAll } from './processes.mjs';
import { dim, Explained, fail, green, say, step } from './progress.mjs';
import { askReady, waitUntilReady } from './readiness.mjs';
import { metricsPort, serviceEnvironment } from './service-env.cjs';

const READY_BOUND_MS = 90_000;
const DEATHS_BEFORE_GIVING_UP = 3;
const SERVICE_STAGE = 2; // stops before Redis (1) and MongoDB (0)

export class Launcher {
  #taken = new Set();
  #instances = [];
  #lent = new Set();
  #stopping;
  #dismissWatchdog = () => {};

  /**
   * @param options role, verbose, replicas ({ auth: 2 }), autoConnect; data: the folder for MongoDB's and Redis' files;
   *   started: names of the services that will run, when not all do; the ports of others are not talked about
   */
  constructor(options) {
    this.options = options;
  }

  /** @throws Explained when another launcher runs in this checkout */
  async begin() {
    await becomeLauncher(this.options.role);
    this.begun = true;
    this.children = new ChildrenList(CHILDREN_STATE);
    this.#dismissWatchdog = startWatchdog(CHILDREN_STATE);
  }

  async startBacking() {
    await this.launchBacking();
    await this.backingUp;
  }

  /** Their addresses are known when this returns; `backingUp` resolves when they answer, or rejects with Explained. */
  async launchBacking() {
    this.binaries = await findBackingBinaries();
    const { up, ...backing } = await launchBackingServices({
      binaries: this.binaries,
      folder: this.options.data ?? DATA,
      logFolder: LOGS,
      children: this.children,
      taken: this.#taken,
    });
    this.backing = backing;
    this.backingUp = step('Starting MongoDB and Redis', () => up).then(() => announce(backing));
    // Whoever waits for it hears of a failure; until then it is nobody's unhandled rejection.
    this.backingUp.catch(() => {});
  }

  /** For one-off commands: what the running launcher has, else our own. */
  async useOrStartBacking(running) {
    if (running?.backing) {
      this.backing = { ...running.backing, processes: [] };
      return;
    }
    await this.begin();
    await this.startBacking();
  }

  /** Gives every service its ports; one-off commands, which open none, pick without looking. */
  async assignPorts(pick = pickPort) {
    this.secrets = devSecrets();
    for (const { name, port: usual } of presentServices()) {
      const count = this.options.replicas?.[name] ?? 1;
      const quiet = this.options.started?.includes(name) === false;
      for (let index = 0; index < count; index++) {
        const label = index === 0 ? name : `${name}-${index + 1}`;
        // A further replica has no usual port; any port above the usual range will do.
        const wanted = usual + 100 * index;
        const port = await pick(label, wanted, this.#taken, { quiet });
        const metrics =
          name === 'band-emulator' ? 0 : await pick(`${label} (metrics)`, metricsPort(wanted), this.#taken, { quiet });
        this.#instances.push({ service: name, label, port, metricsPort: metrics, address: `http://127.0.0.1:${port}` });
      }
    }
    this.addresses = {};
    for (const { service, address } of this.#instances) (this.addresses[service] ??= []).push(address);
  }

  /** Opens the door for `yarn start:dev`, `yarn migrate` and `npm run reset`. */
  async openControl() {
    const { mongodbUri, redisUrl } = this.backing;
    this.control = await startControl({
      lend: (service) => this.#lend(service),
      takeBack: (service) => this.#takeBack(service),
      stop: () => void this.stop('asked to').then(() => process.exit(0)),
    });
    publish({
      addresses: this.addresses,
      backing: { mongodbUri, redisUrl },
      control: { port: this.control.port, key: this.control.key },
    });
  }

  /** True from the first request to stop. */
  get stopping() {
    return this.#stopping !== undefined;
  }

  get instances() {
    return this.#instances;
  }

  environmentOf(instance) {
    return serviceEnvironment(instance.service, {
      ...instance,
      addresses: this.addresses,
      mongodbUri: this.backing.mongodbUri,
      redisUrl: this.backing.redisUrl,
      secrets: this.secrets,
      jwtKeyFile: path.join(DATA, 'jwt-private.pem'),
      logFolder: path.join(LOGS, instance.label),
      logLevel: process.env.LOG_LEVEL,
      autoConnect: this.options.autoConnect,
    });
  }

  startServices() {
    for (const instance of this.#instances) {
      instance.process = new ManagedProcess(
        {
          name: instance.label,
          command: process.execPath,
          args: serviceArguments(instance.service),
          env: { ...process.env, ...this.environmentOf(instance) },
          cwd: ROOT,
          stage: SERVICE_STAGE,
          onLine: printLines(instance.label, this.options),
          isReady: async () => (await askReady(instance.address)).ready,
        },
        this.children,
      ).start();
    }
  }

  /** @throws Explained naming the first service that did not become ready, with its last lines */
  async waitUntilReady() {
    const waiting = new Map();
    const wait = async (instance) => {
      const answer = await waitUntilReady(instance.address, {
        boundMs: READY_BOUND_MS,
        givenUp: () => instance.process.restarts >= DEATHS_BEFORE_GIVING_UP || this.#stopping,
        onReason: (reason) => waiting.set(instance.label, reason),
      });
      waiting.delete(instance.label);
      if (answer.ready) say(`  ${green('✓')} ${instance.label} ${dim(instance.address)}`);
      return { instance, ...answer };
    };
    const detail = () => [...waiting].map(([label, reason]) => `${label}: ${reason}`).join('; ');
    await step(
      'Starting the services',
      async () => {
        const failed = (await Promise.all(this.#instances.map(wait))).filter(({ ready }) => !ready);
        if (this.#stopping || failed.length === 0) return;
        for (const { instance } of failed) this.#showLastLines(instance);
        throw new Explained(failed.map(whyNotReady).join('\n'));
      },
      { detail },
    );
  }

  #showLastLines({ label, process: child }) {
    fail(`Last lines of ${label}:`);
    for (const line of child.lastLines.slice(-15)) fail(`  ${readable(line, true, true) ?? line}`);
  }

  async #lend(service) {
    const instances = this.#instances.filter((one) => one.service === service);
    if (instances.length === 0) throw new Error(`There is no service called ${service} here.`);
    if (this.#lent.has(service)) throw new Error(`${service} is already run by another yarn start:dev.`);
    this.#lent.add(service);
    const running = instances.filter((one) => one.process);
    await Promise.all(running.map((one) => one.process.stop()));
    if (running.length > 0) say(`${service} is now run by yarn start:dev.`);
    return this.environmentOf(instances[0]);
  }

  #takeBack(service) {
    if (!this.#lent.delete(service) || this.#stopping) return;
    const mine = this.#instances.filter((one) => one.service === service && one.process);
    for (const { process: child } of mine) child.start();
    if (mine.length > 0) say(`${service} is run here again.`);
  }

  /** Services first, then Redis, then MongoDB. Safe to call twice. */
  stop(reason) {
    return (this.#stopping ??= this.#stop(reason));
  }

  async #stop(reason) {
    if (!this.begun) return;
    if (reason) say(`Stopping everything (${reason}); again Ctrl-C ends it at once.`);
    killCommands();
    await stopAll(this.#instances.flatMap((one) => one.process ?? []));
    await stopAll(this.backing?.processes ?? []);
    this.children?.clear();
    this.control?.close();
    this.#dismissWatchdog();
    leave();
    if (reason) say(`Everything is stopped${this.options.data ? '' : '; the data is kept in .data'}.`);
  }
}

function whyNotReady({ instance: { label, process: child }, reason }) {
  if (child.restarts >= DEATHS_BEFORE_GIVING_UP) return `${label} dies again and again (${child.lastExit}).`;
  return `${label} was not ready after ${READY_BOUND_MS / 1000} s: ${reason}. Its log is in logs/${label}.`;
}

/** Ctrl-C and its kin: first a clean stop, the second time at once (the watchdog then stops the children). */
export function stopOnSignals(stop) {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
      void stop(signal === 'SIGINT' ? 'Ctrl-C' : signal).then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
