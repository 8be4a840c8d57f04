// What chat waits for before it tells anybody, and the bare server does not: that one message is on the disk.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One insert after another with chat's write concern, at a pace, while nobody is connected.
 * @returns `{ p50, p99 }` in ms
 */
export async function storedAlone(db, { rate, seconds }) {
  const messages = db.collection('bench_stored_alone');
  await messages.createIndex({ seq: 1 }, { unique: true });
  const took = [];
  const begun = performance.now();
  for (let seq = 1; seq <= rate * seconds; seq += 1) {
    await sleep(Math.max(0, begun + (seq * 1_000) / rate - performance.now()));
    const at = performance.now();
    const message = { seq, content: '토요일 두 시에 3번 코트에서 봐요', created_at: new Date() };
    await messages.insertMany([message], { writeConcern: { w: 'majority' } });
    took.push(performance.now() - at);
  }
  await messages.drop();
  took.sort((a, b) => a - b);
  return { p50: took[Math.floor(took.length * 0.5)], p99: took[Math.floor(took.length * 0.99)] };
}
