import type { Answer } from './client';

/**
 * As a phone does it: asks again where no answer came in time, or an earlier try is still under way.
 * @param ask something that may be asked twice; undefined where not even a refusal came
 */
export async function untilAnswered<T>(ask: () => Promise<Answer<T> | undefined>): Promise<Answer<T>> {
  for (;;) {
    const answer = await ask();
    if (!answer) continue;
    const isOpen = [503, 504].includes(answer.status) || answer.error?.code === 'IDEMPOTENCY_KEY_IN_USE';
    if (!isOpen) return answer;
  }
}
