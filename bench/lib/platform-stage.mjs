// Services of the platform as built, over one MongoDB and one Redis.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { serviceArguments } from '../../scripts/lib/platform.mjs';
import { anyFreePort } from '../../scripts/lib/ports.mjs';
import { Backing } from './backing.mjs';
import { PinnedProcess } from './pinned-process.mjs';
import { SECRET } from './signed-call.mjs';

const { serviceEnvironment } = createRequire(import.meta.url)('../../scripts/lib/service-env.cjs');

/** Accounts of auth/src/demo-accounts: their first is never limited to what one member may do. */
const DEMO = ['member', 'member2', 'operator', 'auditor', 'admin', 'superadmin'];
const PASSWORD = 'dongbaejul-demo-1';

export class PlatformStage {
  secrets = {
    GATEWAY_SIGNING_SECRET: SECRET,
    DATA_ENCRYPTION_KEY: `k1:${randomBytes(32).toString('base64')}`,
    BAND_CLIENT_ID: 'dongbaejul-bench',
    BAND_CLIENT_SECRET: 'emulator-secret-for-benches',
  };
  #backing = new Backing();
  #ports = new Map();
  #metricsPorts = new Map();
  #processes = new Map();

  /**
   * @param apps the services, each behind those that it needs
   * @param coreOf the core that a service keeps to, both unless told
   * @param autoConnect whether band-sync connects the emulator by itself
   * @param hasMetrics whether the services tell them
   */
  constructor(apps, { coreOf = () => '0,1', autoConnect = false, hasMetrics = false } = {}) {
    this.apps = apps;
    this.coreOf = coreOf;
    this.autoConnect = autoConnect;
    this.hasMetrics = hasMetrics;
  }

  /**
   * @param env variables beside the launcher's, by service
   * @returns how long each service took until it was ready, in ms: `{ auth: 900, … }`
   */
  async open(env = {}) {
    this.env = env;
    await this.#backing.open();
    for (const app of this.apps) {
      this.#ports.set(app, await anyFreePort());
      if (this.hasMetrics) this.#metricsPorts.set(app, await anyFreePort());
    }
    const took = {};
    for (const app of this.apps) took[app] = await this.#start(app);
    return took;
  }

  /** Ends a service and starts it anew. @returns how long it took until it was ready, in ms */
  async restart(app) {
    await this.#processes.get(app).stop();
    return this.#start(app);
  }

  /** What a service's process has in memory, in MB. */
  residentMb(app) {
    return this.#processes.get(app).residentMb();
  }

  db(app) {
    return this.#backing.db(app.replace('-', '_'));
  }

  urlOf(app) {
    return `http://127.0.0.1:${this.#ports.get(app)}`;
  }

  get api() {
    return `${this.urlOf('gateway')}/api/v1`;
  }

  /** What a service tells of itself, as Prometheus reads it. */
  async metricsOf(app) {
    return (await fetch(`http://127.0.0.1:${this.#metricsPorts.get(app)}/metrics`)).text();
  }

  /** @returns an access token of each demo account */
  async signIn() {
    const tokens = [];
    for (const name of DEMO) {
      const answer = await fetch(`${this.api}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `${name}@dongbaejul.test`, password: PASSWORD }),
      });
      if (!answer.ok) throw new Error(`signing in as ${name} answered ${answer.status}: ${await answer.text()}`);
      tokens.push((await answer.json()).data.access_token);
    }
    return tokens;
  }

  close() {
    return this.#backing.close();
  }

  get #addresses() {
    return Object.fromEntries(this.apps.map((app) => [app, [this.urlOf(app)]]));
  }

  async #start(app) {
    const { run, folder, mongodbUri, redisUrl } = this.#backing;
    const [port, metricsPort] = [this.#ports, this.#metricsPorts].map((ports) => ports.get(app));
    // Where the emulator is not among the services, nobody is asked for what BAND has.
    const addresses = { 'band-emulator': ['http://127.0.0.1:9'], ...this.#addresses };
    const env = serviceEnvironment(app, {
      ...{ port, metricsPort, addresses, mongodbUri, redisUrl, secrets: this.secrets, logLevel: 'error' },
      ...{ jwtKeyFile: path.join(folder, 'jwt.pem'), autoConnect: this.autoConnect },
    });
    const own = {
      ...(app !== 'band-emulator' && { REDIS_KEY_PREFIX: run }),
      ...(env.MONGODB_DB_NAME && { MONGODB_DB_NAME: this.db(app).databaseName }),
      // Six accounts send what two hundred members would.
      ...(app === 'gateway' && { RATE_LIMIT_GENERAL: '10000000' }),
    };
    const where = { core: this.coreOf(app), env: { ...env, ...own, ...this.env[app] } };
    const begun = performance.now();
    const service = new PinnedProcess(app, process.execPath, serviceArguments(app), where);
    this.#processes.set(app, service);
    await service.untilReady(this.urlOf(app));
    return performance.now() - begun;
  }
}
