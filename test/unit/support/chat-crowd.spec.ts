import { until } from '@dongbaejul/testing';
import { createServer, Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { Account } from '../../support/chat-client';
import { CrowdMember } from '../../support/chat-crowd';

type Answer = (answer: object) => void;

const message = (seq: number) => ({ id: `m${seq}`, seq });

/** The client by which R-16 is counted: what it misses itself would look like a message that the server lost. */
describe("the crowd's client", () => {
  let http: HttpServer;
  let server: Server;
  let member: CrowdMember;
  beforeEach(async () => {
    http = createServer();
    server = new Server(http, { transports: ['websocket'] });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    member = new CrowdMember({ api: { accessToken: 'x' } } as Account, url, 'room');
  });
  afterEach(async () => {
    member.client.close();
    await server.close();
  });

  it('has the last message, which came while a page that ends before it was on its way', async () => {
    const asked: number[] = [];
    server.on('connection', (socket) => {
      socket.on('room:join', (_: object, answer: Answer) => answer({ ok: true, lastSeq: 2 }));
      socket.on('room:sync', ({ afterSeq }: { afterSeq: number }, answer: Answer) => {
        asked.push(afterSeq);
        if (afterSeq > 0) return answer({ ok: true, messages: [message(3)], hasMore: false });
        // The page is read, then the third is stored and told, then the page arrives; nothing is said after that.
        socket.emit('message:received', message(3));
        answer({ ok: true, messages: [message(1), message(2)], hasMore: false });
      });
    });
    member.open();
    await until(() => member.shown.length === 3, 'all three are shown');
    expect([member.shown, asked]).toEqual([
      ['m1', 'm2', 'm3'],
      [0, 2],
    ]);
  });

  it('has what came in one go with the end of a page', async () => {
    server.on('connection', (socket) => {
      socket.on('room:join', (_: object, answer: Answer) => answer({ ok: true, lastSeq: 1 }));
      socket.on('room:sync', ({ afterSeq }: { afterSeq: number }, answer: Answer) => {
        const all = [1, 2, 3, 4].map(message).slice(afterSeq);
        answer({ ok: true, messages: afterSeq === 0 ? all.slice(0, 1) : all, hasMore: false });
        // Behind the answer, in the same piece of what is read from the network; the second is lost on its way.
        if (afterSeq === 0) for (const seq of [3, 4]) socket.emit('message:received', message(seq));
      });
    });
    member.open();
    await until(() => member.shown.length === 4, 'all four are shown');
    expect(member.shown).toEqual(['m1', 'm2', 'm3', 'm4']);
  });
});
