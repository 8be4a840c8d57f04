import { bound, Platform, until } from '@dongbaejul/testing';
import { Account, ChatClient, newGroup, newMembers } from '../support/chat-client';
import { CrowdMember } from '../support/chat-crowd';
import { NginxFront } from '../support/nginx-front';

const LONG = Boolean(process.env.FAULTS_LONG);
const NODES = LONG ? 3 : 2;
const CLIENTS = LONG ? 100 : 12;
const LASTS_MS = LONG ? 180_000 : 0;
const PAUSE_MS = LONG ? 2_500 : 250;
const BREAK_EVERY_MS = LONG ? 400 : 300;

interface Stored {
  id: string;
  sender: { id: string };
  seq: number;
  content: string;
}

describe('chat when things die', () => {
  let platform: Platform;
  let people: Account[];
  /** Half of the crowd comes through it, where it is installed, and half to the gateway itself. */
  let nginx: NginxFront | undefined;
  const open: ChatClient[] = [];
  let talking = false;
  let breaking: NodeJS.Timeout | undefined;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, 'chat-socket': NODES, gateway: 1 },
      own: { mongod: true, redis: true },
      env: { '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' } },
    });
    nginx = await NginxFront.before(platform.gateway.url);
    people = await newMembers(platform, CLIENTS);
  }, 240_000);
  afterEach(() => {
    talking = false;
    clearInterval(breaking);
    open.splice(0).forEach((client) => client.close());
  });
  afterAll(async () => {
    await nginx?.stop();
    await platform.stop();
  }, 60_000);

  const node = (i: number) => platform.of('chat-socket')[i]!;
  /** At one process, past the gateway, which would choose. */
  const at = async (who: Account, i: number): Promise<ChatClient> => {
    const client = await ChatClient.connected(node(i).url, who.api.accessToken);
    open.push(client);
    return client;
  };
  const allOf = async (who: Account, roomId: string): Promise<Stored[]> => {
    const all: Stored[] = [];
    for (let more = true; more;) {
      const path = `/chat/rooms/${roomId}/messages?limit=100&after_seq=${all.length}`;
      const { data } = await who.api.get<{ messages: Stored[]; has_more: boolean }>(path);
      all.push(...data.messages);
      more = data.has_more;
    }
    return all;
  };

  it(
    'R-16: what was acknowledged is stored and reaches everybody, once and in order, whatever is killed',
    async () => {
      const roomId = await newGroup(people);
      const gateway = platform.gateway.url;
      const edge = nginx?.url ?? gateway;
      const crowd = people.map((who, i) => new CrowdMember(who, i % 2 === 0 ? edge : gateway, roomId));
      crowd.forEach((one) => {
        open.push(one.client);
        one.open();
      });
      await until(() => crowd.every((one) => one.isIn), 'all are in the room', { withinMs: 60_000 });

      talking = true;
      const talks = crowd.map((one) =>
        one.talk(
          () => PAUSE_MS * (0.5 + Math.random()),
          () => talking,
        ),
      );
      breaking = setInterval(() => {
        crowd[Math.floor(Math.random() * crowd.length)]!.client.breakOff();
      }, BREAK_EVERY_MS);
      const acknowledged = (): number => crowd.reduce((sum, one) => sum + one.acknowledged.size, 0);
      const progress = async (what: string): Promise<void> => {
        const before = acknowledged();
        await until(() => acknowledged() >= before + CLIENTS, what, { withinMs: 60_000 });
      };

      const kills = [
        ...platform.of('chat-socket').map((process, i) => async () => {
          await process.kill();
          await progress(`others go on without process ${i}`);
          await process.restart();
        }),
        async () => {
          await platform.redis!.kill();
          await progress('messages are stored without Redis');
          await platform.redis!.start();
        },
        async () => {
          await platform.mongod!.kill();
          await platform.mongod!.start();
        },
      ];
      const end = Date.now() + LASTS_MS;
      let killed = 0;
      do {
        for (const kill of LONG ? kills : kills.slice(NODES - 1)) {
          await kill();
          killed += 1;
          await progress('messages go on');
        }
      } while (Date.now() < end);

      talking = false;
      clearInterval(breaking);
      await Promise.all(talks);
      await until(() => crowd.every((one) => one.isIn), 'all are back', { withinMs: 60_000 });
      const stored = await allOf(people[0]!, roomId);
      const seen = () => crowd.every((one) => one.shown.length >= stored.length);
      await until(seen, 'everybody has everything', { withinMs: 30_000 }).catch(() => undefined);

      const ids = stored.map(({ id }) => id);
      const places = new Map(stored.map(({ content, seq }) => [content, seq]));
      const rows = crowd.map((one) => ({
        sent: one.sent,
        acknowledged: one.acknowledged.size,
        lost: [...one.acknowledged].filter(([tempId, seq]) => places.get(tempId) !== seq).length,
        received: one.shown.length,
        missing: ids.filter((id, i) => one.shown[i] !== id).length,
        ...one.faults,
      }));
      const sum = (key: keyof (typeof rows)[number]): number => rows.reduce((total, row) => total + row[key], 0);
      if (LONG) {
        const lines = [
          `clients ${CLIENTS}, processes ${NODES}, kills ${killed}, connections ${crowd.reduce((n, one) => n + one.wires.length, 0)}`,
          `stored ${stored.length}, sent ${sum('sent')}, acknowledged ${sum('acknowledged')}, lost ${sum('lost')}`,
          `received by each ${Math.min(...rows.map((row) => row.received))} to ${Math.max(...rows.map((row) => row.received))}`,
          `missing ${sum('missing')}, twice ${sum('twice')}, out of order ${sum('disordered')}, after a gap ${sum('gaps')}`,
        ];
        process.stdout.write(`\n${lines.join('\n')}\n\n`);
      }
      expect(crowd.flatMap((one) => one.surprises)).toEqual([]);
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, i) => i + 1));
      expect(places.size).toBe(stored.length);
      for (const key of ['lost', 'missing', 'twice', 'disordered', 'gaps'] as const)
        expect([key, sum(key)]).toEqual([key, 0]);
      expect(acknowledged()).toBeGreaterThan(CLIENTS * 3);

      // What each has not read is the others' messages past their mark.
      for (const [i, one] of crowd.slice(0, 12).entries()) {
        const mark = Math.floor((stored.length * i) / 12);
        expect((await one.who.api.put(`/chat/rooms/${roomId}/read`, { up_to_seq: mark })).status).toBe(200);
        const mine = stored.filter(({ seq, sender }) => seq > mark && sender.id === one.who.id).length;
        const { data } = await one.who.api.get<{ room: object }>(`/chat/rooms/${roomId}`);
        const unread = Math.min(1_000, stored.length - mark - mine);
        expect(data.room).toMatchObject({ last_seq: stored.length, read_seq: mark, unread_count: unread });
      }
    },
    LONG ? 900_000 : 240_000,
  );

  it('R-16: the last message before a room falls silent arrives although Redis was away', async () => {
    const roomId = await newGroup(people.slice(0, 3));
    const [a, b, c] = [await at(people[0]!, 0), await at(people[1]!, 0), await at(people[2]!, 1)];
    for (const one of [a, b, c]) await one.join(roomId);
    await platform.redis!.kill();
    const { seq } = await a.say(roomId, '마지막 말');
    expect(seq).toBe(1);
    await until(() => b.heard.length === 1, 'it is heard at the same process');
    await platform.redis!.start();
    await until(() => c.heard.length === 1, 'it is heard at the other process', { withinMs: 15_000 });
    expect(c.heard[0]).toMatchObject({ seq: 1, content: '마지막 말' });
  }, 60_000);

  it('R-18: a member who was removed while Redis was away hears nothing from then on, at any process', async () => {
    const roomId = await newGroup(people.slice(0, 3));
    const speaker = await (await at(people[0]!, 0)).join(roomId);
    const stays = await (await at(people[2]!, 1)).join(roomId);
    const removed = [await at(people[1]!, 0), await at(people[1]!, 1)];
    for (const one of removed) await one.join(roomId);
    await speaker.say(roomId, '모두에게');
    await until(() => removed.every((one) => one.heard.length === 1), 'heard while inside');
    await platform.redis!.kill();
    const answer = await people[0]!.api.delete(`/chat/rooms/${roomId}/members/${people[1]!.id}`);
    expect(answer.status).toBe(200);
    await speaker.say(roomId, '남은 사람에게');
    await platform.redis!.start();
    await until(() => stays.heard.length === 2, 'heard by who stays', { withinMs: 15_000 });
    await until(() => removed.every((one) => one.of('room:left').length === 1), 'both sockets are put out', {
      withinMs: 15_000,
    });
    await speaker.say(roomId, '또 남은 사람에게');
    await until(() => stays.heard.length === 3, 'the next one too');
    for (const one of removed) {
      expect(one.heard.map(({ content }) => content)).toEqual(['모두에게']);
      expect(await one.ask('message:send', { roomId, content: '저는요', tempId: 'x' })).toMatchObject({
        code: 'ROOM_NOT_FOUND',
      });
    }
  }, 60_000);

  it('R-17: who was on a process that died is offline within 30 s, who is elsewhere too stays online', async () => {
    const [gone, stays, watcher] = people.slice(-3) as [Account, Account, Account];
    const survivor = NODES - 1;
    const watching = await at(watcher, survivor);
    // Where many come and go at once, one event tells of all.
    const about = (event: 'user:online' | 'user:offline', who: Account): number =>
      watching.got.filter((one) => {
        if (one.event !== 'users:presence') return one.event === event && one.payload === who.id;
        const { online: came, offline: went } = one.payload as { online: string[]; offline: string[] };
        return (event === 'user:online' ? came : went).includes(who.id);
      }).length;
    const roomId = await newGroup([watcher, gone, stays]);
    const online = async (): Promise<Record<string, boolean>> => {
      const path = `/chat/rooms/${roomId}`;
      const { data } = await watcher.api.get<{ room: { participants: { id: string; online: boolean }[] } }>(path);
      return Object.fromEntries(data.room.participants.map((one) => [one.id, one.online]));
    };
    const onlyTheWatcher = async (): Promise<boolean> => {
      const are = await online();
      return are[watcher.id] === true && are[gone.id] === false && are[stays.id] === false;
    };
    // Those of the tests before may still be fading. Nobody is online, the watcher neither, while Redis is not back.
    await until(onlyTheWatcher, 'nobody is left of before', { withinMs: 40_000 });
    watching.got.length = 0;
    for (let i = 0; i < survivor; i += 1) for (let tab = 0; tab < 2; tab += 1) await at(gone, i);
    for (let i = 0; i < NODES; i += 1) await at(stays, i);
    await until(() => about('user:online', gone) === 1 && about('user:online', stays) === 1, 'each is told of once');
    const since = Date.now();
    for (let i = 0; i < survivor; i += 1) await node(i).kill();
    await until(() => about('user:offline', gone) === 1, 'offline is told', { withinMs: bound(30_000) });
    expect(Date.now() - since).toBeLessThan(bound(30_000));
    expect(await online()).toEqual({ [watcher.id]: true, [gone.id]: false, [stays.id]: true });
    expect([about('user:offline', stays), about('user:online', stays)]).toEqual([0, 1]);
    for (let i = 0; i < survivor; i += 1) await node(i).restart();
  }, 120_000);

  it('R-20: a process more and a process less while everybody talks: nothing is missing', async () => {
    const some = people.slice(0, 12);
    const roomId = await newGroup(some);
    const stopped = node(NODES - 1);
    await stopped.stop();
    const crowd = some.map((who) => new CrowdMember(who, platform.gateway.url, roomId));
    crowd.forEach((one) => {
      open.push(one.client);
      one.open();
    });
    await until(() => crowd.every((one) => one.isIn), 'all are in the room', { withinMs: 30_000 });
    talking = true;
    const talks = crowd.map((one) =>
      one.talk(
        () => 200,
        () => talking,
      ),
    );
    const said = (): number => crowd.reduce((sum, one) => sum + one.acknowledged.size, 0);
    const more = async (): Promise<void> => {
      const before = said();
      await until(() => said() >= before + 24, 'messages go on', { withinMs: 30_000 });
    };
    await more();
    await stopped.restart();
    crowd.slice(0, 6).forEach((one) => one.client.breakOff());
    await more();
    await node(0).signal('SIGTERM');
    await more();
    talking = false;
    await Promise.all(talks);
    const stored = await allOf(some[0]!, roomId);
    await until(() => crowd.every((one) => one.shown.length === stored.length), 'everybody has everything', {
      withinMs: 30_000,
    });
    for (const one of crowd) {
      expect(one.shown).toEqual(stored.map(({ id }) => id));
      expect([one.faults, one.surprises]).toEqual([{ twice: 0, disordered: 0, gaps: 0 }, []]);
    }
    await node(0).restart();
  }, 120_000);
});
