// How `yarn start:dev` and `npm run reset` talk to the running launcher: HTTP on 127.0.0.1, with a key that is in a
// file only the owner can read. A service is lent for as long as the request that borrowed it stays open, so it comes
// back also when the borrower is killed.
import { randomBytes } from 'node:crypto';
import http from 'node:http';

/**
 * @param handlers lend(service) → environment, takeBack(service), stop()
 * @returns { port, key, close }
 */
export async function startControl(handlers) {
  const key = randomBytes(24).toString('hex');
  const server = http.createServer((request, response) => {
    if (request.headers.authorization !== key) return void response.writeHead(403).end();
    const [, action, service] = request.url.split('/');
    if (action === 'stop') {
      response.end('{}');
      return void handlers.stop();
    }
    if (action === 'lend') return void lend(service, response);
    response.writeHead(404).end();
  });

  async function lend(service, response) {
    try {
      const env = await handlers.lend(service);
      response.once('close', () => void handlers.takeBack(service));
      if (response.destroyed) return void handlers.takeBack(service);
      response.write(`${JSON.stringify({ env })}\n`);
    } catch (error) {
      response.writeHead(409).end(`${JSON.stringify({ error: error.message })}\n`);
    }
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  server.unref();
  return { port: server.address().port, key, close: () => server.closeAllConnections?.() ?? server.close() };
}

/**
 * Opens a request to the launcher; resolves with the first line of the answer, and the open response.
 * @throws Error when it answers without a line
 */
function ask({ control }, path) {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: control.port,
      path,
      headers: { authorization: control.key },
      agent: false,
    };
    const request = http.get(options, (response) => {
      response.setEncoding('utf8').once('data', (text) => resolve({ answer: JSON.parse(text), response }));
      response.once('end', () => reject(new Error(`The running platform answered ${response.statusCode}.`)));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}

/**
 * Borrows a service from the launcher.
 * @returns { env, giveBack(), lost: promise that resolves when the launcher goes away }
 * @throws Error with the launcher's reason
 */
export async function borrow(launcher, service) {
  const { answer, response } = await ask(launcher, `/lend/${service}`);
  if (answer.error) throw new Error(answer.error);
  const lost = new Promise((resolve) => response.once('close', resolve));
  response.resume();
  return { env: answer.env, giveBack: () => response.destroy(), lost };
}

export const askToStop = (launcher) => ask(launcher, '/stop');
