import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Account, ChatClient, HeardMessage } from './chat-client';

/** What may be answered while something is down; anything else is a surprise. */
const PASSING = new Set(['TOO_MANY_REQUESTS', 'SERVICE_UNAVAILABLE', 'SERVICE_TIMEOUT', 'SERVICE_STARTING']);

interface Page {
  messages: HeardMessage[];
  hasMore: boolean;
}

/** What came over one connection, as it came. */
interface Wire {
  received: number[];
  /** Own messages: confirmed in their place, or again when they were sent again. */
  confirmed: Set<number>;
}

/** A member with the app open, as an app does it: joins, asks for what it missed, sends again until somebody says yes. */
export class CrowdMember {
  readonly client: ChatClient;
  /** The room as this app shows it: ids by number, without a gap. */
  readonly shown: string[] = [];
  readonly acknowledged = new Map<string, number>();
  readonly surprises: string[] = [];
  readonly wires: Wire[] = [];
  sent = 0;
  private joined = false;
  private syncing: Promise<void> | undefined;
  /** The highest number that came by itself; what `room:sync` alone knows of has yet to come. */
  private heardOf = 0;

  constructor(
    readonly who: Account,
    url: string,
    private readonly roomId: string,
  ) {
    const fast = { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 1_000, timeout: 5_000 };
    const token = (give: (auth: object) => void): void => give({ token: who.api.accessToken });
    this.client = ChatClient.at(url, token, fast);
    const { socket } = this.client;
    socket.on('connect', () => void this.come());
    socket.on('disconnect', () => (this.joined = false));
    socket.on('message:received', ({ id, seq }: HeardMessage) => {
      this.wire.received.push(seq);
      this.take(seq, id);
    });
    socket.on('message:sent', ({ messageId, seq }: { messageId: string; seq: number }) => {
      this.wire.confirmed.add(seq);
      this.take(seq, messageId);
    });
    // Refused while the process behind it starts or stops: Socket.IO gives up on those, an app does not.
    socket.on('connect_error', () => {
      if (!socket.active) setTimeout(() => this.client.isClosed || socket.connect(), 200).unref();
    });
  }

  open(): void {
    this.client.socket.connect();
  }

  get isIn(): boolean {
    return this.joined;
  }

  /** Says something from time to time until it is told to stop. */
  async talk(pauseMs: () => number, goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      await this.say(`c-${randomUUID()}`, goesOn);
      await sleep(pauseMs());
    }
  }

  /** The same message until it is acknowledged. */
  async say(tempId: string, goesOn: () => boolean = () => true): Promise<void> {
    this.sent += 1;
    while (goesOn()) {
      const answer = this.joined ? await this.trySaying(tempId) : undefined;
      if (answer?.ok) {
        this.acknowledged.set(tempId, answer.seq as number);
        return;
      }
      if (answer && !PASSING.has(answer.code ?? '')) this.surprises.push(JSON.stringify(answer));
      await sleep(100);
    }
  }

  /** Messages that came again, or before one with a smaller number, or after a gap, on one connection. */
  get faults(): { twice: number; disordered: number; gaps: number } {
    const faults = { twice: 0, disordered: 0, gaps: 0 };
    for (const { received, confirmed } of this.wires) {
      const seen = new Set<number>();
      let last: number | undefined;
      for (const seq of received) {
        if (seen.has(seq)) faults.twice += 1;
        else if (last !== undefined && seq < last) faults.disordered += 1;
        else for (let i = (last ?? seq - 1) + 1; i < seq; i += 1) if (!confirmed.has(i)) faults.gaps += 1;
        seen.add(seq);
        last = Math.max(seq, last ?? 0);
      }
    }
    return faults;
  }

  private get wire(): Wire {
    return this.wires.at(-1) ?? { received: [], confirmed: new Set() };
  }

  private async come(): Promise<void> {
    const { id } = this.client.socket;
    this.wires.push({ received: [], confirmed: new Set() });
    while (this.client.socket.connected && this.client.socket.id === id) {
      const answer = await this.ask('room:join', { roomId: this.roomId });
      if (answer?.ok) {
        this.joined = this.client.socket.id === id;
        this.heardOf = Math.max(this.heardOf, answer.lastSeq as number);
        if (this.heardOf > this.shown.length) this.sync();
        return;
      }
      await sleep(200);
    }
  }

  private take(seq: number, id: string): void {
    this.heardOf = Math.max(this.heardOf, seq);
    if (seq === this.shown.length + 1) this.shown.push(id);
    else if (seq > this.shown.length) this.sync();
  }

  /** Asks for everything after the last number that is shown. */
  private sync(): void {
    this.syncing ??= this.fetch().finally(() => {
      this.syncing = undefined;
      // What came between the last look and this asks again, unless the connection is gone: then joining asks.
      if (this.client.socket.connected && this.heardOf > this.shown.length) this.sync();
    });
  }

  private async fetch(): Promise<void> {
    for (;;) {
      const page = (await this.ask('room:sync', { roomId: this.roomId, afterSeq: this.shown.length })) as
        (Page & { ok?: boolean }) | undefined;
      if (page?.ok) {
        for (const { seq, id } of page.messages) if (seq === this.shown.length + 1) this.shown.push(id);
        // What came while this page was on its way may lie behind its end.
        if (!page.hasMore && this.heardOf <= this.shown.length) return;
      } else if (!this.client.socket.connected) return;
      else await sleep(200);
    }
  }

  private async trySaying(tempId: string) {
    return this.ask('message:send', { roomId: this.roomId, content: tempId, tempId });
  }

  /** @returns nothing when the connection broke or no answer came */
  private async ask(
    event: string,
    payload: object,
  ): Promise<(Record<string, unknown> & { code?: string }) | undefined> {
    const { socket } = this.client;
    if (!socket.connected) return undefined;
    return (socket.timeout(6_000).emitWithAck(event, payload) as Promise<Record<string, unknown>>).catch(
      () => undefined,
    );
  }
}
