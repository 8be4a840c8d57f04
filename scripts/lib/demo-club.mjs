// The first sync of the demo club: band-sync connects and runs it by itself; here it is only waited for, the way an
// operator would look at it.
import { Explained } from './progress.mjs';

export const DEMO_PASSWORD = 'dongbaejul-demo-1';
export const DEMO_ACCOUNTS = ['superadmin', 'admin', 'operator', 'auditor', 'member', 'member2'].map(
  (name) => `${name}@dongbaejul.test`,
);
/** What to paste before README's tour, so that it meets this platform and no other on the usual ports. */
export const tourAddresses = ({ gateway, 'band-emulator': emulator }) =>
  ['export', `API=${gateway[0]}/api/v1`, ...(emulator ? [`BAND=${emulator[0]}`] : [])].join(' ');

const OPERATOR = 'operator@dongbaejul.test';
const CANNOT_LOOK = 'The demo club arrives by itself; how far it is cannot be looked at from here.';
const NO_FACTOR = `MFA_REQUIRED_ROLES asks for a second factor, and ${OPERATOR} has none (POST /auth/mfa/totp). See logs/band-sync.`;
const FINISHED = new Set(['succeeded', 'failed', 'paused', 'cancelled']);
const ASK_EVERY_MS = 1_000;

/** One request to the API. @returns its data. @throws Error naming path, status and code */
export async function callApi(address, path, options = {}) {
  const response = await fetch(`${address}/api/v1${path}`, {
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
    signal: AbortSignal.timeout(10_000),
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const error = new Error(`${path} answers ${response.status} ${body.error?.code ?? ''}`.trim());
    const { code, details } = body.error ?? {};
    throw Object.assign(error, { status: response.status, code, retryAfterS: details?.retry_after });
  }
  return body.data;
}

/** @returns an access token of a demo account. @throws Explained when it asks for a second factor as well */
export async function logIn(address, email = OPERATOR) {
  const body = JSON.stringify({ email, password: DEMO_PASSWORD });
  const { access_token: token, mfa_required: asksForMore } = await callApi(address, '/auth/login', {
    method: 'POST',
    body,
  });
  if (asksForMore) throw new Explained(`${email} signs in with a second factor, which only a person can show.`);
  return token;
}

const newestRunOf = async (address, token) =>
  newestRun(await callApi(address, '/admin/sync-runs?limit=1', { headers: { authorization: `Bearer ${token}` } }));

/**
 * Asked before the wait: with MFA_REQUIRED_ROLES the demo operator's password is not enough to look at sync runs.
 * @returns the sentence that says so, or undefined when nothing is known to be in the way
 */
export async function whyNotToBeSeen(address) {
  try {
    await newestRunOf(address, await logIn(address));
  } catch (error) {
    if (error instanceof Explained) return `${CANNOT_LOOK} ${error.message}`;
    if (error.code === 'SECOND_FACTOR_REQUIRED') return `${CANNOT_LOOK} ${NO_FACTOR}`;
  }
  return undefined;
}

/** The newest run in whatever the list is called, or undefined. */
export const newestRun = (data) => Object.values(data ?? {}).find(Array.isArray)?.[0];

/** The counts of a run, as `members 200, posts 400`. */
export function countsOf(run) {
  const counts = run?.counts ?? run?.stats ?? run?.progress ?? run ?? {};
  return Object.entries(counts)
    .flatMap(([name, value]) => {
      if (typeof value === 'number') return [`${name} ${value}`];
      const total = value?.total ?? value?.seen ?? value?.created;
      return typeof total === 'number' ? [`${name} ${total}`] : [];
    })
    .join(', ');
}

const tooOften = ({ message, retryAfterS }) =>
  `The demo operator has asked for more than one member may (${message}), and may again in ${retryAfterS ?? 'some'} s. The demo club arrives all the same.`;

const ENDINGS = { failed: 'failed', paused: 'is paused', cancelled: 'was cancelled' };

/** How a run ended that did not succeed, as a sentence without its full stop. */
export const endingOf = (run) => `The newest sync run ${ENDINGS[run.status] ?? run.status}: ${reasonOf(run)}`;

/** Why a run did not succeed, in one line. */
function reasonOf({ error }) {
  const text = typeof error === 'string' ? error : [error?.code, error?.message].filter(Boolean).join(': ');
  return text || 'see logs/band-sync';
}

/**
 * Waits until the newest sync run has ended, as long as it moves.
 * @param address the gateway's
 * @param boundMs how long it may stand still
 * @param onProgress called with one line whenever the run has moved
 * @returns the run; its status says how it ended
 * @throws Explained when it stands still, or the demo operator may not look at it, or not so often
 */
export async function waitForDemoClub(
  address,
  { boundMs = 120_000, onProgress = () => {}, stopped = () => false } = {},
) {
  let movedAt = Date.now();
  let token;
  let last = 'no sync run has begun';
  while (Date.now() < movedAt + boundMs && !stopped()) {
    try {
      token ??= await logIn(address);
      const run = await newestRunOf(address, token);
      if (run) {
        const now = [run.status, countsOf(run)].filter(Boolean).join(': ');
        if (now !== last) movedAt = Date.now();
        last = now;
        if (FINISHED.has(run.status)) return run;
        onProgress(last);
      }
    } catch (error) {
      if (error instanceof Explained) throw error;
      if (error.status === 403) throw new Explained(`The demo operator may not look at sync runs: ${error.message}.`);
      if (error.status === 429) throw new Explained(tooOften(error));
      last = error.message;
      onProgress(last);
      // A token can be refused while services restart; the next round logs in again.
      token = undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Explained(
    `The demo club has not moved for ${boundMs / 1000} s (${last}). What is there can be used; see logs/band-sync.`,
  );
}

const postsIn = async (address, token) => {
  const data = await callApi(address, '/posts?limit=1', { headers: { authorization: `Bearer ${token}` } });
  return data.pagination?.total ?? 0;
};

/**
 * Waits until core has taken in the posts of a run: they come by events, after the run itself is done.
 * @param run the run that succeeded
 * @param onProgress called with one line whenever posts have come
 * @returns how many posts are there, and how many are still on their way (0: the club is complete)
 */
export async function waitForPosts(
  address,
  run,
  { boundMs = 60_000, stillMs = 10_000, everyMs = ASK_EVERY_MS, onProgress = () => {}, stopped = () => false } = {},
) {
  const seen = run?.counts?.posts?.seen ?? 0;
  const end = Date.now() + boundMs;
  let token;
  let there = 0;
  let grewAt = Date.now();
  while (Date.now() < end && !stopped()) {
    try {
      token ??= await logIn(address);
      const total = await postsIn(address, token);
      if (total > there) grewAt = Date.now();
      there = total;
      onProgress(`core has ${there} of ${seen} posts`);
      if (there >= seen || Date.now() - grewAt >= stillMs) break;
    } catch (error) {
      onProgress(error.message);
      token = undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return { there, missing: Math.max(0, seen - there) };
}
