// So many requests a second, each at its time whatever became of those before: a slow answer is not left out of the
// figures by being waited for.
import { Agent, request } from 'undici';

const TIMEOUT_MS = 10_000;
/** As many connections as there are requests under way; undici's own client, as the load has one of the two cores. */
const dispatcher = new Agent({ pipelining: 1, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });

/**
 * @param plan `{ rate, seconds, next }`; `next(i)` is `{ what, url, headers }` of the i-th request
 * @returns `{ sent, took, errors: [text], times: Map<what, ms[]> }`; ms from when a request was due to its last byte
 */
export async function steadyLoad({ rate, seconds, next }) {
  const times = new Map();
  const errors = [];
  const count = Math.round(rate * seconds);
  const begun = performance.now();
  const one = async ({ what, url, headers }, due) => {
    try {
      const answer = await request(url, { headers, dispatcher });
      if (answer.statusCode === 200) await answer.body.dump({ limit: Infinity });
      else errors.push(`${what}: ${answer.statusCode} ${(await answer.body.text()).slice(0, 200)}`);
    } catch (error) {
      errors.push(`${what}: ${error.message}`);
    }
    if (!times.has(what)) times.set(what, []);
    times.get(what).push(performance.now() - due);
  };
  const running = [];
  for (let i = 0; i < count; i += 1) {
    const due = begun + (i * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(one(next(i), due));
  }
  await Promise.all(running);
  return { sent: count, took: (performance.now() - begun) / 1_000, errors, times };
}

/** @param share such as 0.99. @returns the value that so many do not exceed */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
