// Chat beside a bare Socket.IO server with the same adapter (docs/performance.md).
import { parseArgs } from 'node:util';
import { say, step } from '../../scripts/lib/progress.mjs';
import { buildApps } from '../../scripts/lib/webpack-apps.mjs';
import { keep, machine, markdownTable, median } from '../lib/report.mjs';
import { assertRoomFor } from './limits.mjs';
import { fillMembers, openRoom } from './people.mjs';
import { Stage } from './stage.mjs';
import { storedAlone } from './stored-alone.mjs';

const options = {
  members: { type: 'string', default: '200' },
  rates: { type: 'string', default: '50,100' },
  seconds: { type: 'string', default: '20' },
  rounds: { type: 'string', default: '3' },
  connections: { type: 'string', default: '1000,10000' },
  through: { type: 'string', default: '5000' },
};
const FAN_OUT_BUDGET = 3;
const MEMORY_BUDGET = 2;
const numbers = (list) => list.split(',').filter(Boolean).map(Number);

/** `node bench/run.mjs chat [--members 200 --rates 50,100 --seconds 20 --rounds 3 --connections 1000,10000 --through 5000]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const stage = new Stage();
  const figures = [];
  try {
    // Through the gateway each connection takes two files there.
    const through = numbers(values.through);
    assertRoomFor(
      Math.max(Number(values.members), ...numbers(values.connections), ...through.map((count) => 2 * count)),
    );
    await buildApps(['chat-socket', 'gateway']);
    const members = Number(values.members);
    await stage.open(members);
    const targets = [await stage.chat(), await stage.bare()];
    await fillMembers(stage.db, members);
    stage.roomId = await openRoom(stage.db, members);
    const rounds = { count: Number(values.rounds), seconds: Number(values.seconds), members };
    for (const rate of numbers(values.rates)) {
      const title = `${members} members, ${rate} messages/s`;
      figures.push(...(await step(title, () => fanOut(stage, targets, { ...rounds, rate }))));
    }
    const alone = await step('One message stored at a time', () =>
      storedAlone(stage.db, { rate: 50, seconds: rounds.seconds }),
    );
    figures.push(...(await step('As fast as it goes', () => flood(stage, targets, rounds))));
    for (const count of numbers(values.connections)) {
      figures.push(...(await step(`${count} connections held`, () => held(stage, count))));
    }
    const heldThere = [];
    for (const count of through) {
      heldThere.push(await step(`${count} connections held through the gateway`, () => heldThrough(stage, count)));
    }
    report(figures, values, { alone, through: heldThere });
  } finally {
    await stage.close();
  }
}

/** Chat and bare in turns, so that both meet the same moments of the machine. @returns the rounds of each */
async function inTurns(targets, count, job) {
  const rounds = targets.map(() => []);
  for (let i = 0; i < count; i += 1) {
    for (const [at, target] of targets.entries()) rounds[at].push(await job(target));
  }
  return rounds;
}

async function fanOut(stage, targets, { count, seconds, members, rate }) {
  const job = { kind: 'fan-out', connections: members, rate, seconds };
  const rounds = await inTurns(targets, count, (target) => stage.crowd(target, job));
  const of = (key) => rounds.map((some) => median(some.map((round) => round[key])));
  const what = `${members} members, ${rate}/s`;
  return [
    figure(`${what}: delivered, p50 ms`, of('p50')),
    figure(`${what}: delivered, p99 ms`, of('p99'), FAN_OUT_BUDGET),
    figure(`${what}: acknowledged, p99 ms`, of('answeredP99')),
    figure(
      `${what}: CPU of the node, %`,
      of('cpuSeconds').map((cpu) => (cpu / (seconds + 2)) * 100),
    ),
  ];
}

async function flood(stage, targets, { count, seconds, members }) {
  const job = { kind: 'flood', connections: members, seconds };
  const rounds = await inTurns(targets, count, (target) => stage.crowd(target, job));
  const perSecond = rounds.map((some) => median(some.map((round) => round.perSecond)));
  return [figure(`${members} members, ten send: messages/s`, perSecond)];
}

/** On processes of their own: what one held before stays in its memory. */
async function held(stage, count) {
  const sizes = [];
  for (const start of [() => stage.chat(), () => stage.bare()]) {
    const target = await start();
    sizes.push(await stage.hold(target, count));
    await target.process.stop();
  }
  return [figure(`${count} connections: KB each`, sizes, MEMORY_BUDGET)];
}

/** As members come: each connection is one of the gateway's and one of chat's. */
async function heldThrough(stage, count) {
  const chat = await stage.chat();
  const gateway = await stage.gateway(chat);
  const [ofGateway, ofChat] = await stage.holdThrough(gateway, [gateway, chat], count);
  for (const one of [gateway, chat]) await one.process.stop();
  return { count, ofGateway, ofChat };
}

const ratio = (ours, other, budget) => ({ ours, other, ratio: ours / other, budget });
const figure = (what, [ours, other], budget) => ({ what, ...ratio(ours, other, budget) });

function report(figures, settings, { alone, through }) {
  const shown = (number) => (number >= 100 ? number.toFixed(0) : number.toFixed(1));
  const rows = figures.map(({ what, ours, other, ratio, budget }) => [
    what,
    shown(ours),
    shown(other),
    ratio.toFixed(2),
    budget === undefined ? '' : `${budget}${ratio > budget ? ' (over)' : ''}`,
  ]);
  const table = markdownTable(['', 'chat', 'bare', 'ratio', 'at most'], rows);
  const note =
    `One message stored by itself, 50/s, nobody connected: p50 ${shown(alone.p50)} ms, p99 ${shown(alone.p99)} ms. ` +
    'Chat waits for that before it tells anybody; the bare server stores nothing.';
  const notes = through.map(
    ({ count, ofGateway, ofChat }) =>
      `${count} connections held through the gateway: ${shown(ofGateway)} KB each in the gateway, ${shown(ofChat)} in chat.`,
  );
  const text = [table, note, ...notes].join('\n\n');
  say(`\n${text}\n`);
  say(`Kept in ${keep('chat', { machine: machine(), settings, figures, alone, through }, text)}`);
}
