import type { AppError } from '@dongbaejul/contracts';
import { IdentityErrors, RevocationList } from '@dongbaejul/identity';
import { metrics, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { LocalSockets } from './local-sockets';
import { SocketErrors } from './socket.errors';
import type { ChatSocket } from './socket-types';
import { cut, unreadOf } from './unread';

/** A quarter of the second within which an ended session is out. */
const EVERY_MS = 250;
/** What a connection has not read: packets here, bytes below. More, and it is closed: it comes back and syncs. */
const MOST_PACKETS = 1_000;
const MOST_BYTES = 2 * 1024 * 1024;

const closed = metrics.counter({
  name: 'sockets_closed_total',
  help: 'Sockets that this process closed, by reason',
  labelNames: ['reason'],
});

/** Closes sockets whose session ended, whose token expired or is stale, and those that read too slowly. */
@Injectable()
export class SessionWatch {
  constructor(
    private readonly sockets: LocalSockets,
    private readonly revocations: RevocationList,
    startup: StartupTasks,
    shutdown: Shutdown,
  ) {
    let timer: NodeJS.Timeout | undefined;
    void startup.whenDone().then(() => {
      timer = setInterval(() => this.look(), EVERY_MS);
      timer.unref();
    });
    shutdown.onDrain('session watch', () => clearInterval(timer));
  }

  private look(): void {
    const now = Date.now();
    for (const socket of this.sockets.all()) {
      const problem = this.problemOf(socket, now);
      if (problem) this.close(socket, problem);
    }
  }

  private problemOf(socket: ChatSocket, now: number): AppError | undefined {
    const { claims } = socket.data;
    if (claims.exp * 1000 <= now) return IdentityErrors.TOKEN_EXPIRED();
    const state = this.revocations.stateOf(claims);
    if (state === 'ended') return IdentityErrors.SESSION_ENDED();
    if (state === 'stale') return IdentityErrors.TOKEN_STALE();
    const { packets, bytes } = unreadOf(socket);
    return packets > MOST_PACKETS || bytes > MOST_BYTES ? SocketErrors.SOCKET_TOO_SLOW() : undefined;
  }

  /** Says why, then closes the connection under it; one that reads nothing is cut. */
  private close(socket: ChatSocket, error: AppError): void {
    closed.inc({ reason: error.code });
    // A polite close waits until all is read.
    if (error.code === 'SOCKET_TOO_SLOW') return cut(socket);
    this.sockets.toSocket(socket.id, 'error', { code: error.code, message: error.text[socket.data.language] });
    socket.disconnect(true);
  }
}
