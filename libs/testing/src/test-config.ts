import { tmpdir } from 'node:os';

/** What the test run's global set-up (test/support) tells its workers. */
export const testConfig = {
  mongodbUri: process.env.TEST_MONGODB_URI ?? '',
  redisUrl: process.env.TEST_REDIS_URL ?? '',
  mongodBinary: process.env.TEST_MONGOD_BINARY ?? 'mongod',
  redisBinary: process.env.TEST_REDIS_BINARY ?? 'redis-server',
  /** For the data of servers of a test's own; it goes with the run. */
  dataFolder: process.env.TEST_DATA_FOLDER ?? tmpdir(),
  /** Which of the workers that run beside each other this is. */
  worker: Number(process.env.JEST_WORKER_ID ?? 0),
  isLong: Boolean(process.env.FAULTS_LONG),
};

/** What a process needs of ours to run at all; nothing of a developer's own settings. */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TZ: process.env.TZ,
});
