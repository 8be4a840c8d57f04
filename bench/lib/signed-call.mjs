// A service asked as the gateway would ask it (libs/identity/src/signature/request-signature.ts).
import { createHmac } from 'node:crypto';

export const SECRET = 'bench-signing-secret-0000000000000000';

/**
 * One request, read whole.
 * @param target `{ url, service, user }`; user is the id of who asks
 * @returns milliseconds
 * @throws when the answer is no success
 */
export async function call({ url, service, user }, { method = 'GET', path, body }) {
  const time = Date.now();
  const fields = [user, 'bench', 'USER', 's', '127.0.0.1', ''];
  const text = ['v1', service, method, path, time, ...fields].join('\n');
  const mac = createHmac('sha256', SECRET).update(text).digest('base64url');
  const headers = {
    'x-user-id': user,
    'x-user-username': 'bench',
    'x-user-roles': 'USER',
    'x-session-id': 's',
    'x-client-address': '127.0.0.1',
    'x-identity-signature': `v1.${time}.${mac}`,
    ...(body && { 'content-type': 'application/json' }),
  };
  const begun = performance.now();
  const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const answered = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${answered.slice(0, 200)}`);
  return performance.now() - begun;
}
