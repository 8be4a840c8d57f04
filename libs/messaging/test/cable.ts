import { connect, createServer, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Resolves when `check` holds; a wait for a condition, never for a time. */
export async function until(what: string, check: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A TCP proxy that can be cut and mended: an outage without touching the server. */
export class Cable {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly stalled = new Set<Socket>();
  private stallsNew = false;
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
        from.on('data', (chunk) => this.stallsNew || this.stalled.has(from) || to.write(chunk));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.sockets.delete(from);
          to.destroy();
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

  /** Lets connections look open while nothing passes: those of now, or new ones too. */
  stall(which: 'open' | 'all'): void {
    for (const socket of this.sockets) this.stalled.add(socket);
    this.stallsNew = which === 'all';
  }

  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = undefined;
  }
}
