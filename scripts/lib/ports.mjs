// Ports: the usual one when it is free, else any free one, and the person is told.
import net from 'node:net';
import { warn } from './progress.mjs';

/** True when nothing listens there and we may. */
export const isFree = (port, host = '127.0.0.1') =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** A port the system calls free; another process could still take it before we do. */
export const anyFreePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * The wanted port when it is free, else another one, which is said unless `quiet`.
 * @param taken those given away but not yet listened on
 */
export async function pickPort(label, wanted, taken = new Set(), { quiet = false } = {}) {
  let port = !taken.has(wanted) && (await isFree(wanted)) ? wanted : undefined;
  if (port === undefined) {
    do port = await anyFreePort();
    while (taken.has(port));
    if (!quiet) warn(`Port ${wanted} is busy: ${label} takes ${port} instead.`);
  }
  taken.add(port);
  return port;
}

/** Resolves true once something accepts connections there, false when the time is over. */
export async function waitForPort(port, milliseconds, host = '127.0.0.1') {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    if (await accepts(port, host)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** True when something accepts connections there within a second. */
export const accepts = (port, host = '127.0.0.1') =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host, timeout: 1000 });
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
