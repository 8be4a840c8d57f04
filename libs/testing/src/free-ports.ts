import { createServer } from 'node:net';
import { testConfig } from './test-config';

/**
 * Below the ports that systems give out themselves (from 32768 on Linux, 49152 elsewhere): a port of those may go to
 * another process before the one that it was looked for listens there, such as to the metrics of a service beside it.
 */
const FIRST = 10_000;
/** Of each worker, so that no two come upon the same. */
const PORTS_OF_A_WORKER = 2_000;
const WORKERS = 8;

const firstOfWorker = FIRST + (testConfig.worker % WORKERS) * PORTS_OF_A_WORKER;
/** Another run at the same time begins elsewhere. */
let next = Math.floor(Math.random() * PORTS_OF_A_WORKER);

/**
 * Ports that nobody listens on now, and that are not given out again soon.
 * @throws Error where there are too few
 */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let tried = 0; found.length < count; tried++) {
    if (tried === PORTS_OF_A_WORKER) throw new Error(`no ${count} free ports from ${firstOfWorker} on`);
    const port = firstOfWorker + (next++ % PORTS_OF_A_WORKER);
    if (await isFree(port)) found.push(port);
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
