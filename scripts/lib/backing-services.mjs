// MongoDB and Redis for development and tests: ours, on 127.0.0.1 only, or the ones the environment names.
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { findMongod } from './find-mongod.mjs';
import { findRedis } from './find-redis.mjs';
import { MONGODB_PORT, REDIS_PORT } from './platform.mjs';
import { accepts, pickPort, waitForPort } from './ports.mjs';
import { ManagedProcess } from './processes.mjs';
import { Explained, say } from './progress.mjs';

const START_BOUND_MS = 60_000;
const REPLICA_SET = 'rs0';

/**
 * The programs to run, found or fetched; undefined for one whose address the environment gives.
 * @throws Explained when one is neither here nor to be had
 */
export async function findBackingBinaries(env = process.env) {
  return {
    mongod: env.MONGODB_URI ? undefined : await findMongod(),
    redis: env.REDIS_URL ? undefined : await findRedis(),
  };
}

export function mongodArguments(port, dataFolder) {
  return [
    '--port',
    String(port),
    '--bind_ip',
    '127.0.0.1',
    '--dbpath',
    dataFolder,
    '--replSet',
    REPLICA_SET,
    '--wiredTigerCacheSizeGB',
    '0.5',
    '--oplogSize',
    '256',
    '--quiet',
    // A client that dies inside a transaction holds its locks this long; the default is 60 s.
    '--setParameter',
    'transactionLifetimeLimitSeconds=5',
    '--setParameter',
    'diagnosticDataCollectionEnabled=false',
  ];
}

export function redisArguments(port, dataFolder) {
  return [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dataFolder,
    '--save',
    '',
    // Queued jobs and accepted asks live here: what was acknowledged must still be there after kill -9 and power loss.
    // Written at every command it costs little, because commands that arrive together share one write.
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    // Losing a key to make room would lose a job. A full Redis refuses writes instead.
    '--maxmemory-policy',
    'noeviction',
  ];
}

/** mongod as a child that is started again when it dies; same port, same data. */
export function mongodProcess({ binary, port, dataFolder, logFolder, children, onLine, name = 'mongod' }) {
  mkdirSync(dataFolder, { recursive: true });
  const args = [...mongodArguments(port, dataFolder), ...logTo(logFolder, 'mongod.log', '--logpath')];
  const isReady = () => accepts(port);
  const spec = { name, command: binary, args, stage: 0, stopBoundMs: 20_000, onLine, isReady };
  return new ManagedProcess(spec, children);
}

/** redis-server as a child that is started again when it dies; same port, same data. */
export function redisProcess({ binary, port, dataFolder, logFolder, children, onLine, name = 'redis' }) {
  mkdirSync(dataFolder, { recursive: true });
  const args = [...redisArguments(port, dataFolder), ...logTo(logFolder, 'redis.log', '--logfile')];
  const isReady = () => accepts(port);
  const spec = { name, command: binary, args, stage: 1, stopBoundMs: 20_000, onLine, isReady };
  return new ManagedProcess(spec, children);
}

/** The log of the run before is kept as one file beside it. */
function logTo(folder, name, option) {
  if (!folder) return [];
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  if (existsSync(file) && statSync(file).size > 1_000_000) renameSync(file, `${file}.1`);
  return [option, file, ...(option === '--logpath' ? ['--logappend'] : [])];
}

/**
 * Starts what the environment does not give.
 * @param options binaries, folder for data, logFolder, children (ChildrenList), taken (ports given away),
 *   ports (wanted; undefined for any free one), env
 * @returns { mongodbUri, redisUrl, processes, up }; `up` resolves when MongoDB has a primary and Redis answers, and rejects
 *   with Explained, and the last lines of whichever did not come up, when everything is stopped again
 */
export async function launchBackingServices({
  binaries,
  folder,
  logFolder,
  children,
  taken,
  ports,
  env = process.env,
}) {
  const processes = [];
  const wanted = { mongodb: MONGODB_PORT, redis: REDIS_PORT, ...ports };
  let { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl } = env;
  const starting = [];
  if (!mongodbUri) {
    const port = await pickPort('MongoDB', wanted.mongodb, taken);
    const dataFolder = path.join(folder, 'mongodb');
    const mongod = mongodProcess({ binary: binaries.mongod, port, dataFolder, logFolder, children }).start();
    processes.push(mongod);
    mongodbUri = `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`;
    starting.push(() => up(mongod, port, logFolder).then(() => makePrimary(port)));
  }
  if (!redisUrl) {
    const port = await pickPort('Redis', wanted.redis, taken);
    const dataFolder = path.join(folder, 'redis');
    const redis = redisProcess({ binary: binaries.redis, port, dataFolder, logFolder, children }).start();
    processes.push(redis);
    redisUrl = `redis://127.0.0.1:${port}`;
    starting.push(() => up(redis, port, logFolder));
  }
  const given = () => [checkMongo(mongodbUri), ...(env.REDIS_URL ? [checkRedis(redisUrl)] : [])];
  const allUp = async () => {
    try {
      await all(starting.map((one) => one()));
      await all(given());
    } catch (error) {
      await Promise.all(processes.map((one) => one.stop()));
      throw error;
    }
  };
  return { mongodbUri, redisUrl, processes, up: allUp() };
}

/** The same, and waits until they are up. @returns { mongodbUri, redisUrl, processes } */
export async function startBackingServices(options) {
  const { up: whenUp, ...backing } = await launchBackingServices(options);
  await whenUp;
  return backing;
}

/** Fails as the first of them does, when all have ended. */
const all = (promises) => Promise.all(promises).finally(() => Promise.allSettled(promises));

async function up(managed, port, logFolder) {
  const gaveUp = new Promise((resolve) => {
    const look = setInterval(() => managed.restarts >= 4 && (clearInterval(look), resolve(false)), 200);
    look.unref();
  });
  if (await Promise.race([waitForPort(port, START_BOUND_MS), gaveUp])) return;
  const lines = managed.lastLines.slice(-5).join('\n') || (logFolder ? `Its log is in ${logFolder}.` : '');
  throw new Explained(`${managed.name} did not start (${managed.lastExit ?? 'no answer on its port'}).\n${lines}`);
}

async function withClient(uri, work) {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000, connectTimeoutMS: 5_000 });
  try {
    return await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

/** Makes a new mongod a replica set of one; one that is a member already is left as it is, but for a changed port. */
async function makePrimary(port) {
  const member = { _id: 0, host: `127.0.0.1:${port}` };
  await withClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, async (admin) => {
    const end = Date.now() + START_BOUND_MS;
    const config = await configOrInitiated(admin, member, end);
    if (config && (config.members.length !== 1 || config.members[0].host !== member.host)) {
      const members = [{ ...config.members[0], ...member }];
      await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
    }
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > end) throw new Explained('MongoDB runs, but its replica set found no primary within 60 s.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
}

/** The stored configuration; undefined for a mongod that was never initiated. */
/**
 * The stored configuration, or undefined where there was none: the replica set is a new one then. Before it admits that
 * it has one, MongoDB asks the stored address whether that is itself, and another program there may keep it waiting.
 */
export async function configOrInitiated(admin, member, end) {
  for (;;) {
    const config = await currentConfig(admin);
    if (config) return config;
    try {
      await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [member] } });
      return undefined;
    } catch (error) {
      if (error.codeName !== 'AlreadyInitialized') throw error;
      if (Date.now() > end) throw new Explained('MongoDB runs, but has not read its stored configuration within 60 s.');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function currentConfig(admin) {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await admin.command({ replSetGetConfig: 1 })).config;
    } catch (error) {
      if (error.codeName === 'NotYetInitialized') return undefined;
      // Just started: its stored configuration is still being read.
      if (attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function checkMongo(uri) {
  await withClient(uri, async (admin) => {
    const { setName } = await admin.command({ hello: 1 });
    if (!setName) throw new Explained('MONGODB_URI does not lead to a replica set, which transactions need.');
  }).catch((error) => {
    if (error instanceof Explained) throw error;
    throw new Explained(`MongoDB does not answer at the address given by MONGODB_URI: ${error.message}`);
  });
}

/**
 * Asks a Redis whose address was given whether it answers: one that is given and away is an error, and no reason to
 * look for another.
 * @throws Explained naming the variable
 */
export async function checkRedis(url, { boundMs = 10_000 } = {}) {
  const { default: Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: null,
    connectTimeout: boundMs,
    enableReadyCheck: false,
  });
  let timer;
  const tooLate = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${boundMs / 1000} s`)), boundMs);
  });
  let reason;
  redis.on('error', (error) => (reason ??= error.message || error.code));
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), tooLate]);
  } catch (error) {
    throw new Explained(`Redis does not answer at the address given by REDIS_URL: ${reason ?? error.message}`);
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

/** One line on where they run, for the person. */
export function announce({ mongodbUri, redisUrl, processes }) {
  const hidden = (uri) => uri.replace(/\/\/[^@/]*@/, '//***@');
  const ours = (name) => (processes.some((one) => one.name === name) ? '' : ' (yours)');
  say(`MongoDB ${hidden(mongodbUri)}${ours('mongod')} · Redis ${hidden(redisUrl)}${ours('redis')}`);
}
