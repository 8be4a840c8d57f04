// The MongoDB and Redis of one test run. Nothing outlives the run: a watchdog stops them when the run is killed,
// and each run clears what an earlier one left.
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findBackingBinaries, startBackingServices } from './backing-services.mjs';
import { ChildrenList, startWatchdog, stopListed } from './children.mjs';
import { dataRoot, dataRoots } from './data-folder.mjs';
import { readJson, remove, writeAtomically } from './files.mjs';
import { anyFreePort } from './ports.mjs';
import { identify, isAlive } from './process-identity.mjs';
import { stopAll } from './processes.mjs';

const PREFIX = 'dongbaejul-test-';

/**
 * Starts both; `MONGODB_URI` and `REDIS_URL` are not looked at, so that no test writes into someone's data.
 * @returns { env, stop } where env holds TEST_MONGODB_URI, TEST_REDIS_URL and, for tests that kill and restart
 *   servers of their own, TEST_MONGOD_BINARY, TEST_REDIS_BINARY and TEST_DATA_FOLDER
 */
export async function startForTests() {
  await clearLeftovers();
  const binaries = await findBackingBinaries({});
  const folder = mkdtempSync(path.join(dataRoot(), PREFIX));
  writeAtomically(path.join(folder, 'owner.json'), JSON.stringify(identify(process.pid)));
  const listFile = path.join(folder, 'children.json');
  const children = new ChildrenList(listFile);
  const dismissWatchdog = startWatchdog(listFile);
  mkdirSync(path.join(folder, 'logs'));
  const services = await startBackingServices({
    binaries,
    folder,
    logFolder: path.join(folder, 'logs'),
    children,
    ports: { mongodb: await anyFreePort(), redis: await anyFreePort() },
    env: {},
  });
  const stop = async () => {
    await stopAll(services.processes);
    dismissWatchdog();
    remove(folder);
  };
  const env = {
    TEST_MONGODB_URI: services.mongodbUri,
    TEST_REDIS_URL: services.redisUrl,
    TEST_MONGOD_BINARY: binaries.mongod,
    TEST_REDIS_BINARY: binaries.redis,
    TEST_DATA_FOLDER: folder,
  };
  return { env, stop };
}

/** Runs that were killed together with their watchdog leave a folder, perhaps processes; another live run's stay. */
async function clearLeftovers() {
  const all = dataRoots().flatMap((root) => readdirSync(root).map((name) => path.join(root, name)));
  for (const folder of all.filter((one) => path.basename(one).startsWith(PREFIX))) {
    const owner = readJson(path.join(folder, 'owner.json'));
    if (!owner || isAlive(owner)) continue;
    await stopListed(path.join(folder, 'children.json'), 3_000);
    remove(folder);
  }
}
