// What a sync needs: MongoDB, Redis, the emulator with a club of its size, auth, core and band-sync as they are built.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { serviceArguments } from '../../scripts/lib/platform.mjs';
import { anyFreePort } from '../../scripts/lib/ports.mjs';
import { Backing } from '../lib/backing.mjs';
import { MEASURED_CORE, OTHER_CORE, PinnedProcess } from '../lib/pinned-process.mjs';
import { call, SECRET } from '../lib/signed-call.mjs';

const { serviceEnvironment } = createRequire(import.meta.url)('../../scripts/lib/service-env.cjs');

/** In this order, as each needs those before it. */
const SERVICES = ['band-emulator', 'auth', 'core', 'band-sync'];
const WITH_DATA = ['auth', 'core', 'band-sync'];
const LOOK_EVERY_MS = 200;

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

export class Stage {
  secrets = {
    GATEWAY_SIGNING_SECRET: SECRET,
    DATA_ENCRYPTION_KEY: `k1:${randomBytes(32).toString('base64')}`,
    BAND_CLIENT_ID: 'dongbaejul-bench',
    BAND_CLIENT_SECRET: 'emulator-secret-for-benches',
  };
  #backing = new Backing();
  processes = new Map();
  /** Posts that the run of the moment has read. */
  seen = 0;

  /** Starts everything; band-sync connects the leader by itself and begins its first sync. */
  async open({ members, posts, albums, photos, commented }) {
    await this.#backing.open();
    this.ports = new Map();
    for (const name of SERVICES) this.ports.set(name, [await anyFreePort(), await anyFreePort()]);
    const club = {
      EMULATOR_MEMBERS: members,
      EMULATOR_POSTS: posts,
      EMULATOR_ALBUMS: albums,
      EMULATOR_PHOTOS: photos,
      EMULATOR_COMMENTED_PERCENT: commented,
    };
    for (const name of SERVICES) await this.#start(name, name === 'band-emulator' ? club : {});
  }

  urlOf(name) {
    return `http://127.0.0.1:${this.ports.get(name)[0]}`;
  }

  db(service) {
    return this.#backing.db(service.replace('-', '_'));
  }

  /** Resolves with the newest run's row when it has ended and nothing that it told is on its way. */
  async ended() {
    const runs = this.db('band-sync').collection('sync_runs');
    for (;;) {
      const run = await runs.findOne({}, { sort: { _id: -1 } });
      this.seen = run?.counts.posts.seen ?? 0;
      if (run && !run.active) return this.#arrived(run);
      await pause();
    }
  }

  async sync() {
    const target = { url: this.urlOf('band-sync'), service: 'band-sync', user: '65f000000000000000000001' };
    await call({ ...target, roles: 'OPERATOR' }, { method: 'POST', path: '/api/v1/admin/sync-runs' });
    return this.ended();
  }

  /** Changes the club at BAND. */
  async change(changes) {
    const answer = await fetch(`${this.urlOf('band-emulator')}/emulator/changes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(changes),
    });
    if (!answer.ok) throw new Error(`the emulator answered ${answer.status}: ${await answer.text()}`);
  }

  /** Megabytes that a service's process has resident now. */
  residentMb(name) {
    return this.processes.get(name).residentMb();
  }

  /** How many database commands each service has made so far, by collection and command, by its own metrics. */
  async commands() {
    const counts = {};
    for (const name of WITH_DATA) {
      const text = await (await fetch(`http://127.0.0.1:${this.ports.get(name)[1]}/metrics`)).text();
      counts[name] = {};
      for (const [, labels, value] of text.matchAll(/^db_query_duration_seconds_count\{([^}]*)\} (\S+)/gm)) {
        const { collection, command } = Object.fromEntries(
          [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
        );
        const key = `${collection} ${command}`;
        counts[name][key] = (counts[name][key] ?? 0) + Number(value);
      }
    }
    return counts;
  }

  close() {
    return this.#backing.close();
  }

  async #start(name, more) {
    const [port, metricsPort] = this.ports.get(name);
    const env = serviceEnvironment(name, {
      ...{ port, metricsPort, logLevel: 'warn', autoConnect: true, secrets: this.secrets },
      addresses: Object.fromEntries(SERVICES.map((one) => [one, [this.urlOf(one)]])),
      mongodbUri: this.#backing.mongodbUri,
      redisUrl: this.#backing.redisUrl,
      jwtKeyFile: path.join(this.#backing.folder, 'jwt-private.pem'),
    });
    const own = {
      REDIS_KEY_PREFIX: this.#backing.run,
      SYNC_INTERVAL_MS: '0',
      DEMO_ACCOUNTS: 'false',
      ...(env.MONGODB_DB_NAME && { MONGODB_DB_NAME: this.db(name).databaseName }),
    };
    const core = name === 'band-sync' ? MEASURED_CORE : OTHER_CORE;
    const started = new PinnedProcess(name, process.execPath, serviceArguments(name), {
      ...{ core, env: { ...env, ...own, ...more } },
    });
    this.processes.set(name, started);
    await started.untilReady(this.urlOf(name));
  }

  async #arrived(run) {
    const outbox = this.db('band-sync').collection('outbox');
    while ((await outbox.countDocuments({ open: true })) > 0) await pause();
    return { ...run, arrivedAt: new Date() };
  }
}
