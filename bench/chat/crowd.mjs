// The members: one process on the other core. Reads one job; prints a line once all are connected, and its result.
//   fan-out: `connections` members in one room, `rate` messages a second for `seconds`
//   flood:   the same room, ten of them send as fast as they are answered
//   hold:    `connections` sockets that do nothing; stays until it is stopped
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';

const { kind, url, roomId, tokens, connections, rate, seconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const AT_ONCE = 50;
const SENDERS = 10;
const WARM_UP_MS = 2_000;
/** Deliveries that are timed: every one of so many connections. */
const TIMED = 200;

let done = false;
const sockets = [];
for (let i = 0; i < connections; i += AT_ONCE) {
  const some = Array.from({ length: Math.min(AT_ONCE, connections - i) }, (_, j) => connect(i + j));
  sockets.push(...(await Promise.all(some)));
}

async function connect(i) {
  const token = tokens[i % tokens.length];
  const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => reject(new Error(`connection ${i}: ${error.message}`)));
  });
  socket.once('disconnect', (reason) => fail(`connection ${i} ended: ${reason}`));
  if (kind !== 'hold') await ask(socket, 'room:join', { roomId });
  return socket;
}

function fail(message) {
  if (done) return;
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function ask(socket, event, payload) {
  const answer = await socket.timeout(20_000).emitWithAck(event, payload);
  if (!answer.ok) throw new Error(`${event} answered ${JSON.stringify(answer)}`);
  return answer;
}

const say = (result) => process.stdout.write(`${JSON.stringify(result)}\n`);
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const sentAt = new Map();
const delivered = [];
const answered = [];
let counted = false;
let heard = 0;

for (const socket of sockets.slice(0, TIMED)) {
  socket.on('message:received', ({ content }) => {
    heard += 1;
    const at = sentAt.get(content);
    if (counted && at !== undefined) delivered.push(performance.now() - at);
  });
}

let number = 0;
async function send(socket) {
  const content = `토요일 두 시에 3번 코트에서 봐요 ${(number += 1)}-${process.pid}`;
  const at = performance.now();
  if (counted) sentAt.set(content, at);
  await ask(socket, 'message:send', { roomId, content, tempId: `t${number}-${process.pid}` });
  if (counted) answered.push(performance.now() - at);
}

say({ ready: sockets.length });
if (kind === 'hold') {
  // The open connections keep the process; it is stopped from outside.
} else if (kind === 'fan-out') {
  const begun = performance.now();
  const asks = [];
  const total = Math.round((WARM_UP_MS / 1000 + seconds) * rate);
  for (let i = 0; i < total; i += 1) {
    // By the clock, not by the answer: a slow server gets no fewer messages.
    await sleep(Math.max(0, begun + (i * 1000) / rate - performance.now()));
    if (!counted && performance.now() - begun >= WARM_UP_MS) counted = true;
    asks.push(send(sockets[i % sockets.length]));
  }
  await Promise.all(asks);
  await settle();
  finish();
} else {
  const end = performance.now() + WARM_UP_MS + seconds * 1000;
  setTimeout(() => (counted = true), WARM_UP_MS);
  await Promise.all(
    sockets.slice(0, SENDERS).map(async (socket) => {
      while (performance.now() < end) await send(socket);
    }),
  );
  finish();
}

async function settle() {
  for (let before = -1; before !== heard; await sleep(500)) before = heard;
}

function finish() {
  delivered.sort((a, b) => a - b);
  answered.sort((a, b) => a - b);
  say({
    messages: answered.length,
    perSecond: answered.length / seconds,
    deliveries: delivered.length,
    p50: quantile(delivered, 0.5),
    p99: quantile(delivered, 0.99),
    answeredP50: quantile(answered, 0.5),
    answeredP99: quantile(answered, 0.99),
  });
  done = true;
  process.exit(0);
}
