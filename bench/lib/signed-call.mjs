// A service asked as the gateway would ask it (libs/identity/src/signature/request-signature.ts).
import { createHmac } from 'node:crypto';

export const SECRET = 'bench-signing-secret-0000000000000000';

/**
 * One request, read whole.
 * @param target `{ url, service, user, roles }`; user is the id of who asks, roles `USER` unless told
 * @param request `{ method, path, body, user, headers }`; path as the gateway gets it (`/api/v1/…`), user for another than the target's
 * @returns `{ ms, body }`
 * @throws when the answer is no success
 */
export async function answered(target, { method = 'GET', path, body, user = target.user, headers = {} }) {
  const begun = performance.now();
  const answer = await fetch(target.url + path, {
    method,
    headers: { ...headers, ...signed(target, method, path, user), ...(body && JSON_BODY) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  const ms = performance.now() - begun;
  return { ms, body: text === '' ? undefined : JSON.parse(text) };
}

/** The same where only the time counts. @returns milliseconds */
export const call = async (target, request) => (await answered(target, request)).ms;

const JSON_BODY = { 'content-type': 'application/json' };

function signed({ service, roles = 'USER' }, method, path, user) {
  const time = Date.now();
  const fields = [user, 'bench', roles, 's', '127.0.0.1', ''];
  const text = ['v1', service, method, path, time, ...fields].join('\n');
  const mac = createHmac('sha256', SECRET).update(text).digest('base64url');
  return {
    'x-user-id': user,
    'x-user-username': 'bench',
    'x-user-roles': roles,
    'x-session-id': 's',
    'x-client-address': '127.0.0.1',
    'x-identity-signature': `v1.${time}.${mac}`,
  };
}
