// What members' requests go through: gateway, auth, core and chat as built, over one MongoDB and one Redis.
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { serviceArguments } from '../../scripts/lib/platform.mjs';
import { anyFreePort } from '../../scripts/lib/ports.mjs';
import { Backing } from '../lib/backing.mjs';
import { PinnedProcess } from '../lib/pinned-process.mjs';

const { serviceEnvironment } = createRequire(import.meta.url)('../../scripts/lib/service-env.cjs');

export const APPS = ['auth', 'core', 'chat-socket', 'gateway'];
/** Accounts of auth/src/demo-accounts: their first is never limited to what one member may do. */
const DEMO = ['member', 'member2', 'operator', 'auditor', 'admin', 'superadmin'];
const PASSWORD = 'dongbaejul-demo-1';

export class Stage {
  #backing = new Backing();

  async open() {
    await this.#backing.open();
    const ports = Object.fromEntries(await Promise.all(APPS.map(async (app) => [app, await anyFreePort()])));
    const addresses = Object.fromEntries(APPS.map((app) => [app, [`http://127.0.0.1:${ports[app]}`]]));
    for (const app of APPS) await this.#start(app, ports[app], addresses);
    this.api = `${addresses.gateway[0]}/api/v1`;
  }

  db(app) {
    return this.#backing.db(app);
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

  async #start(app, port, addresses) {
    const { run, folder, mongodbUri, redisUrl } = this.#backing;
    const secrets = {
      GATEWAY_SIGNING_SECRET: 'bench-signing-secret-0000000000000000',
      DATA_ENCRYPTION_KEY: `k1:${randomBytes(32).toString('base64')}`,
      BAND_CLIENT_ID: 'bench',
      BAND_CLIENT_SECRET: 'bench-secret-of-nothing',
    };
    const jwtKeyFile = path.join(folder, 'jwt.pem');
    const all = { 'band-emulator': ['http://127.0.0.1:9'], ...addresses };
    const platform = { port, addresses: all, mongodbUri, redisUrl, secrets, jwtKeyFile, logLevel: 'error' };
    const env = serviceEnvironment(app, platform);
    const own = {
      REDIS_KEY_PREFIX: run,
      ...(env.MONGODB_DB_NAME && { MONGODB_DB_NAME: this.db(app).databaseName }),
      // Six accounts send what two hundred members would.
      ...(app === 'gateway' && { RATE_LIMIT_GENERAL: '10000000' }),
    };
    const both = { core: '0,1', env: { ...env, ...own } };
    const service = new PinnedProcess(app, process.execPath, serviceArguments(app), both);
    await service.until(async () => {
      if (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) throw new Error('not ready');
    });
  }
}
