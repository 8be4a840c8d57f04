import { until } from '@dongbaejul/testing';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SMTPServer, SMTPServerOptions } from 'smtp-server';
import { MailRepository } from '../src/mail/mail.repository';
import { SmtpTransport } from '../src/mail/smtp-transport';
import { AuthApp } from './support/auth-app';
import { newPerson } from './support/people';

interface Received {
  from: string;
  to: string[];
  user: string | undefined;
  secure: boolean;
  text: string;
}

/** A mail server as a club would have one: TLS that a client may upgrade to, and a login. */
class MailServer {
  readonly received: Received[] = [];
  port = 0;
  /** Answers RCPT with it instead of taking the mail. */
  refuses: Error | undefined;
  refused = 0;
  /** Breaks the connection of the next mail as soon as it has it, before it says so. */
  cuts = false;
  private readonly server: SMTPServer;
  private readonly sockets = new Set<Socket>();

  constructor(options: SMTPServerOptions = {}) {
    this.server = new SMTPServer({
      authOptional: true,
      onAuth: ({ username, password }, _session, done) =>
        password === 'p@ss/word' ? done(null, { user: username }) : done(new Error('wrong login')),
      onRcptTo: (_address, _session, done) => {
        if (this.refuses) this.refused += 1;
        done(this.refuses);
      },
      onData: (stream, { envelope, user, secure }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const from = envelope.mailFrom ? envelope.mailFrom.address : '';
          const to = envelope.rcptTo.map(({ address }) => address);
          this.received.push({ from, to, user: user as string | undefined, secure, text });
          if (!this.cuts) return done();
          this.cuts = false;
          this.sockets.forEach((socket) => socket.destroy());
        });
      },
      ...options,
    });
    // A client that goes away in the middle is its own business.
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => this.sockets.add(socket));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.server.address() as AddressInfo).port;
    return this;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Header lines and body, as a reader sees them. */
function decoded(text: string): { subject: string; body: string } {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const headers = head.replace(/\r\n[ \t]+/g, ' ');
  const words = /^Subject: (.*)$/im.exec(headers)?.[1] ?? '';
  const word = (_all: string, kind: string, part: string): string =>
    kind.toUpperCase() === 'B' ? Buffer.from(part, 'base64').toString() : fromQuoted(part.replaceAll('_', ' '));
  const subject = words.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, word);
  const encoding = /^Content-Transfer-Encoding: (.*)$/im.exec(headers)?.[1] ?? '';
  const raw = rest.join('\r\n\r\n');
  const body = /base64/i.test(encoding) ? Buffer.from(raw, 'base64').toString() : fromQuoted(raw.replace(/=\r\n/g, ''));
  return { subject, body };
}
const messageIdOf = (text: string): string | undefined => /^Message-ID: (.*)$/im.exec(text)?.[1]?.trim();
const fromQuoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

describe('mail by a real server', () => {
  let server: MailServer;
  beforeEach(async () => {
    server = await new MailServer({ disabledCommands: ['STARTTLS'] }).start();
  });
  afterEach(() => server.stop());

  const mail = {
    id: '64b0000000000000000000a1',
    to: 'someone@club.test',
    subject: '[동배즐] 이메일 주소를 인증해 주세요',
    text: '링크입니다\n',
  };

  it('arrives as it was written, with our login, from our address, to one person', async () => {
    const url = `smtp://club%40mail:p%40ss%2Fword@127.0.0.1:${server.port}`;
    const transport = new SmtpTransport(url, '동배즐 <no-reply@dongbaejul.test>');
    await transport.send(mail);
    transport.close();
    expect(server.received).toHaveLength(1);
    const [got] = server.received as [Received];
    expect(got).toMatchObject({ from: 'no-reply@dongbaejul.test', to: ['someone@club.test'], user: 'club@mail' });
    expect(decoded(got.text)).toEqual({ subject: mail.subject, body: expect.stringContaining('링크입니다') });
    expect(messageIdOf(got.text)).toBe(`<${mail.id}@dongbaejul.test>`);
  });

  it('never goes to a second address that hides in the first', async () => {
    const transport = new SmtpTransport(`smtp://127.0.0.1:${server.port}`, 'no-reply@dongbaejul.test');
    const to = 'someone@club.test, victim@evil.test';
    await transport.send({ ...mail, to }).catch(() => undefined);
    transport.close();
    expect(server.received.flatMap((one) => one.to)).not.toContain('victim@evil.test');
  });

  it('fails where the login is wrong, the server refuses, or nobody is there', async () => {
    const sent = async (url: string): Promise<string> => {
      const transport = new SmtpTransport(url, 'no-reply@dongbaejul.test');
      return transport
        .send(mail)
        .then(
          () => 'sent',
          ({ code }: { code: string }) => code,
        )
        .finally(() => transport.close());
    };
    expect(await sent(`smtp://club:wrong@127.0.0.1:${server.port}`)).toBe('EAUTH');
    server.refuses = Object.assign(new Error('mailbox full'), { responseCode: 452 });
    expect(await sent(`smtp://127.0.0.1:${server.port}`)).toBe('EENVELOPE');
    await server.stop();
    expect(await sent(`smtp://127.0.0.1:${server.port}`)).toMatch(/ESOCKET|ECONNECTION/);
  });

  it('is not put off by a process whose turn is over: another is sending it', async () => {
    const app = await AuthApp.start();
    try {
      const rows = app.service.app.get(MailRepository);
      const later = Date.now() + 3_600_000;
      const notBefore = new Date(later);
      await rows.insert({ kind: 'verify-email', about: {}, attempts: 0, notBefore, giveUpAt: notBefore });
      const first = await rows.claim(later, 1_000);
      const second = await rows.claim(later + 2_000, 60_000);
      await rows.postpone(first!, new Date(later + 3_000));
      expect(await app.db.collection('mails').findOne({})).toMatchObject({ notBefore: second!.notBefore });
    } finally {
      await app.stop();
    }
  });

  it('fails where the server drips its answer without end', async () => {
    const sockets = new Set<Socket>();
    const dripping = createServer((socket) => {
      sockets.add(socket);
      let drip: NodeJS.Timeout | undefined;
      const answer = (): void => void socket.write('250-one moment\r\n');
      socket.write('220 welcome\r\n');
      socket.once('data', () => (drip = setInterval(answer, 20)));
      socket.on('error', () => undefined).on('close', () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    const { port } = dripping.address() as AddressInfo;
    const transport = new SmtpTransport(`smtp://127.0.0.1:${port}`, 'no-reply@dongbaejul.test', 300);
    await expect(transport.send(mail)).rejects.toThrow();
    await until(() => [...sockets].every(({ destroyed }) => destroyed), 'it hangs up');
    await new Promise((resolve) => dripping.close(resolve));
  });

  it('can be told for the same one when it is sent again, having been taken before the connection broke', async () => {
    const app = await AuthApp.start({ MAIL_URL: `smtp://127.0.0.1:${server.port}` });
    try {
      server.cuts = true;
      await newPerson(app);
      // Tried again by itself, after five seconds.
      await until(() => server.received.length === 2, 'it is sent again');
      const [first, second] = server.received.map(({ text }) => messageIdOf(text));
      expect(first).toMatch(/^<[0-9a-f]{24}@dongbaejul\.test>$/);
      expect(second).toBe(first);
    } finally {
      await app.stop();
    }
  }, 90_000);

  it('reaches who signs up, again after the server refused it at first', async () => {
    const app = await AuthApp.start({ MAIL_URL: `smtp://127.0.0.1:${server.port}` });
    try {
      server.refuses = Object.assign(new Error('try later'), { responseCode: 451 });
      const { email } = await newPerson(app);
      const mails = app.db.collection('mails');
      await until(() => server.refused > 0, 'it is refused');
      expect(server.received).toEqual([]);
      server.refuses = undefined;
      // Tried again by itself, after five seconds.
      await until(() => server.received.length > 0, 'it is taken');
      const [{ to, text }] = server.received as [Received];
      expect(to).toEqual([email]);
      const token = /token=([\w-]+)/.exec(decoded(text).body)?.[1];
      expect((await app.call('POST', '/auth/email/verify', { body: { token } })).status).toBe(200);
      await until(async () => (await mails.countDocuments()) === 0, 'nothing is left to send');
    } finally {
      await app.stop();
    }
  }, 90_000);
});
