// One service with little and with much data: a process and a database for each size, asked in turns.
import { serviceArguments } from '../../scripts/lib/platform.mjs';
import { pickPort } from '../../scripts/lib/ports.mjs';
import { Explained, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { Backing } from './backing.mjs';
import { PinnedProcess } from './pinned-process.mjs';
import { SECRET } from './signed-call.mjs';

/** Who asks unless a request says otherwise. */
export const ASKER = '65f000000000000000000001';
/** Above the ports of services; a busy one is passed over. */
const FIRST_PORT = 3401;

/** @param text of an option, such as `1000,100000`. @throws Explained unless it is two growing numbers */
export function sizesFrom(text) {
  const sizes = text.split(',').map(Number);
  const fits = sizes.length === 2 && sizes.every((size) => Number.isInteger(size) && size > 0) && sizes[0] < sizes[1];
  if (!fits) throw new Explained('--sizes takes two numbers, the smaller first, such as 1000,100000.');
  return sizes;
}

/**
 * Builds the service, starts it once for each size, fills each database, measures, and puts everything away again.
 * @param what `{ app, sizes, env, fill }`; `env` is added to the service's environment; `fill(db, size, target)` runs when
 *   the service is ready and its indexes are there; what it answers becomes fields of the target
 * @param measure gets the targets, `{ service, size, url, user, db, … }`, the smaller first
 * @returns what `measure` returns
 */
export async function atSizes({ app, sizes, env = {}, fill }, measure) {
  const backing = new Backing();
  try {
    await buildApps([app]);
    await backing.open();
    const targets = [];
    for (const size of sizes) {
      const begin = async () => {
        const target = await start({ app, size, env, backing });
        return { ...target, ...(await fill(target.db, size, target)) };
      };
      targets.push(await step(`Filling ${app} with ${size}`, begin));
    }
    return await measure(targets);
  } finally {
    await backing.close();
  }
}

async function start({ app, size, env, backing }) {
  const db = backing.db(size);
  const port = await pickPort(`${app} ${size}`, FIRST_PORT, new Set(), { quiet: true });
  const service = new PinnedProcess(`${app} ${size}`, process.execPath, serviceArguments(app), {
    core: 0,
    env: {
      NODE_ENV: 'development',
      PORT: String(port),
      LOG_LEVEL: 'error',
      MONGODB_URI: backing.mongodbUri,
      MONGODB_DB_NAME: db.databaseName,
      REDIS_URL: backing.redisUrl,
      REDIS_KEY_PREFIX: db.databaseName,
      GATEWAY_SIGNING_SECRET: SECRET,
      ...env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await service.untilReady(url);
  return { service: app, size, url, user: ASKER, db };
}
