import { randomUUID } from 'node:crypto';
import { ClientRedis, ReadPacket, WritePacket } from '@nestjs/microservices';
import { Bus } from '../redis/bus';
import { names } from '../redis/names';
import { AskPacket, parseReply } from './ask-packet';

/** The connection was lost with the ask under way: it may or may not have run. */
export class ConnectionLost extends Error {}
/** No server heard the ask: it certainly did not run. */
export class NobodyListens extends Error {}

/** An ask that waits for Redis; ended with an error, or because it can be sent. */
interface Waiting {
  end(error?: Error): void;
}

const LONGEST_WAIT_MS = 10_000;

type Callback = (packet: WritePacket) => unknown;

export interface AskTransportOptions {
  url: string;
  prefix: string;
  service: string;
}

/**
 * Nest's Redis client with its weak spots replaced: one reply channel per client instead of one per pattern, no packet
 * queued for an unknown time, no unhandled rejection, and asks under way end when the connection does.
 */
export class AskTransport extends ClientRedis {
  private bus: Bus | undefined;
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly transport: AskTransportOptions) {
    super({});
  }

  /** Resolves when asks can be sent. @throws NobodyListens when Redis stays away for 10 s: nothing was sent */
  override connect(): Promise<void> {
    this.bus ??= this.openBus();
    if (this.bus.isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        end: (error) => {
          clearTimeout(timer);
          this.waiting.delete(entry);
          if (error) reject(error);
          else resolve();
        },
      };
      // However long the outage, what waits is what was asked lately.
      const timer = setTimeout(() => entry.end(new NobodyListens()), LONGEST_WAIT_MS).unref();
      this.waiting.add(entry);
    });
  }

  /** Whether the client hears itself; one that was never used does not need to. */
  assertHears(): void {
    this.bus?.assertHears();
  }

  override async close(): Promise<void> {
    this.failAll();
    for (const entry of this.waiting) entry.end(new NobodyListens());
    this.bus?.close();
    this.bus = undefined;
    return Promise.resolve();
  }

  protected override publish(partial: ReadPacket<Omit<AskPacket, 'id' | 'reply_to'>>, callback: Callback): () => void {
    const bus = this.bus;
    if (!bus) {
      callback({ err: new ConnectionLost() });
      return () => undefined;
    }
    const id = randomUUID();
    const fail = (err: Error): void => {
      if (this.routingMap.delete(id)) callback({ err });
    };
    this.routingMap.set(id, callback);
    const packet: AskPacket = { ...partial.data, id, reply_to: names.askReply(this.transport.prefix, bus.id) };
    bus.publish(names.ask(this.transport.prefix, partial.pattern as string), JSON.stringify(packet)).then(
      (heard) => heard === 0 && fail(new NobodyListens()),
      (error: Error) => {
        // It may have been sent: the reply, the closing connection or the deadline will tell.
        if (error.message !== 'Command timed out') fail(new ConnectionLost());
      },
    );
    return () => this.routingMap.delete(id);
  }

  private openBus(): Bus {
    const { url, prefix, service } = this.transport;
    const bus = new Bus({ url, prefix, name: `${service}:asks-out` });
    bus.listen(names.askReply(prefix, bus.id), (text) => this.receive(text));
    bus.whenDown(() => this.failAll());
    bus.whenUp(() => {
      for (const entry of this.waiting) entry.end();
    });
    return bus;
  }

  private receive(text: string): void {
    const reply = parseReply(text);
    const callback = reply && (this.routingMap.get(reply.id) as Callback | undefined);
    if (!callback) return;
    this.routingMap.delete(reply.id);
    callback({ response: reply, isDisposed: true });
  }

  private failAll(): void {
    const callbacks = [...this.routingMap.values()] as Callback[];
    this.routingMap.clear();
    for (const callback of callbacks) callback({ err: new ConnectionLost() });
  }
}
