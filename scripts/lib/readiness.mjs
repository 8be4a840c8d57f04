// Waiting until a service says it is ready, and saying meanwhile what it still waits for.
const ASK_EVERY_MS = 150;
const ANSWER_BOUND_MS = 3_000;

/** { ready } or { ready: false, reason } */
export async function askReady(address) {
  try {
    const response = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(ANSWER_BOUND_MS) });
    if (response.ok) return { ready: true };
    const body = await response.json().catch(() => ({}));
    return { ready: false, reason: body.reason ?? body.error?.message ?? `answers ${response.status}` };
  } catch (error) {
    return { ready: false, reason: error.name === 'TimeoutError' ? 'does not answer in time' : 'does not listen yet' };
  }
}

/**
 * Polls until ready, out of time, or `givenUp()` is true.
 * @returns { ready, reason?, milliseconds }
 */
export async function waitUntilReady(address, { boundMs = 60_000, givenUp = () => false, onReason = () => {} } = {}) {
  const from = Date.now();
  for (;;) {
    const answer = await askReady(address);
    const milliseconds = Date.now() - from;
    if (answer.ready || milliseconds > boundMs || givenUp()) return { ...answer, milliseconds };
    onReason(answer.reason);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}
