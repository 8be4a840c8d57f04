import { connect, createServer, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP proxy that can be cut, slowed and mended: an outage without touching the server. */
export class Cable {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly stalled = new Set<Socket>();
  private stallsNew = false;
  private delayMs = 0;
  private resetting: NodeJS.Timeout | undefined;
  port = 0;

  constructor(
    private readonly host: string,
    private readonly target: number,
  ) {}

  /** Opens, or opens again, on the same port. */
  async plug(): Promise<void> {
    this.stallsNew = false;
    this.server = createServer((near) => {
      const far = connect(this.target, this.host);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(from);
        from.on('data', (chunk) => this.isStalled(from) || this.pass(() => to.writable && to.write(chunk)));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.sockets.delete(from);
          this.pass(() => to.destroy());
        });
      }
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Reserves a port without listening on it. */
  async reserve(): Promise<void> {
    await this.plug();
    await this.cut();
  }

  /** Refuses connections, and closes those that are open. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }

  /** Lets connections look open while nothing passes: those of now, or new ones too. */
  stall(which: 'open' | 'all'): void {
    for (const socket of this.sockets) this.stalled.add(socket);
    this.stallsNew = which === 'all';
  }

  /** Whatever passes is late by so much, each way. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Resets all connections every so often: none lives longer, and none is refused. */
  reset(everyMs: number): void {
    this.resetting = setInterval(() => {
      for (const socket of this.sockets) socket.resetAndDestroy();
    }, everyMs);
  }

  /** As good as new. What was stalled stays dead, and is closed. */
  async mend(): Promise<void> {
    clearInterval(this.resetting);
    this.delayMs = 0;
    for (const socket of this.stalled) socket.destroy();
    this.stalled.clear();
    this.stallsNew = false;
    if (!this.server) await this.plug();
  }

  private isStalled(socket: Socket): boolean {
    return this.stallsNew || this.stalled.has(socket);
  }

  private pass(on: () => unknown): void {
    if (this.delayMs > 0) setTimeout(on, this.delayMs);
    else on();
  }
}
