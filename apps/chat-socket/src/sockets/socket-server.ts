import { CommonErrors } from '@dongbaejul/contracts';
import { checkAccess, TokenVerifier, VerifiedToken } from '@dongbaejul/identity';
import { languageOf, metrics, Shutdown, StartupTasks, toAppError } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from 'socket.io';
import { ChatConfig } from '../config';
import { PresenceService } from '../presence/presence.service';
import { RECOVERY_MS, streamsAdapter } from './adapter';
import { isPassing, putOff, putOffHandshake } from './come-again';
import { ConnectionLimits } from './connection-limits';
import { LocalSockets } from './local-sockets';
import { RoomSockets } from './room-sockets';
import { SocketEvents } from './socket-events';
import { SocketErrors } from './socket.errors';
import { ChatServer, ChatSocket, socketsOf } from './socket-types';

/** A socket's payload, in bytes (API.md). */
export const LARGEST_PAYLOAD = 64 * 1024;
/** A client whose token cannot be checked yet is tried again for so long before its connection is closed. */
const HELD_MS = 4_000;
const LOOK_AGAIN_MS = 200;

const open = metrics.gauge({ name: 'sockets_connected', help: 'Sockets of this process' });

/** Every Socket.IO connection: websocket only, with a token in the handshake. */
@Injectable()
export class SocketServer {
  private readonly logger = new Logger(SocketServer.name);
  /** Admitted, and not among Socket.IO's sockets yet. */
  private readonly entering = new Set<ChatSocket>();

  constructor(
    private readonly config: ChatConfig,
    private readonly tokens: TokenVerifier,
    private readonly events: SocketEvents,
    private readonly sockets: LocalSockets,
    private readonly rooms: RoomSockets,
    private readonly presence: PresenceService,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  /** Listens for upgrades on the service's own port. */
  attach(http: HttpServer): void {
    const { adapter, redis } = streamsAdapter(this.config);
    const server: ChatServer = new Server({
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: LARGEST_PAYLOAD,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
      allowRequest: (request, callback) => this.admitRequest(request, callback),
      adapter,
      connectionStateRecovery: { maxDisconnectionDuration: RECOVERY_MS, skipMiddlewares: false },
    });
    server.attach(http);
    this.sockets.use(server, () => redis.status === 'ready');
    server.use((socket, next) => {
      const refuse = (thrown: unknown): void => {
        const error = toAppError(thrown);
        if (isPassing(error)) putOff(socket, error);
        // To a connection that is closing nothing is said.
        next(refusal(error, socket));
      };
      void this.admitInTime(socket).then(() => {
        next();
        // By then it is among the sockets, or gone.
        setImmediate(() => this.entering.delete(socket));
      }, refuse);
    });
    server.on('connection', (socket) => this.welcome(socket));
    this.shutdown.onDrain('sockets', () => this.sendElsewhere());
    this.shutdown.onClose('sockets', async () => {
      await server.of('/').adapter.close();
      server.engine.close();
      redis.disconnect();
    });
  }

  private admitRequest(request: IncomingMessage, callback: (error: string | null, ok: boolean) => void): void {
    const { origin } = request.headers;
    const allowed = origin === undefined || this.config.ALLOWED_ORIGINS.includes(origin);
    const starting = this.shutdown.isDraining || this.startup.pending !== undefined;
    if (allowed && starting) return putOffHandshake(request, CommonErrors.SERVICE_STARTING({ retry_after: 1 }));
    callback(allowed ? null : SocketErrors.ORIGIN_REFUSED().code, allowed);
  }

  /** While auth cannot be asked about a token, its bearer is held at the door, and let in without coming anew. */
  private async admitInTime(socket: ChatSocket): Promise<void> {
    const until = Date.now() + HELD_MS;
    for (;;) {
      try {
        return await this.admit(socket);
      } catch (error) {
        if (!isPassing(toAppError(error)) || Date.now() >= until || socket.conn.readyState !== 'open') throw error;
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** @throws what the client gets as `connect_error` */
  private async admit(socket: ChatSocket): Promise<void> {
    const { token } = socket.handshake.auth as { token?: unknown };
    const { identity, claims } = await verify(this.tokens, token);
    checkAccess('member', identity);
    if (this.countOf(identity.userId) >= this.config.SOCKETS_PER_MEMBER) throw SocketErrors.TOO_MANY_SOCKETS();
    const before = socket.data.identity as { userId: string } | undefined;
    if (before && before.userId !== identity.userId) throw SocketErrors.TOKEN_OF_ANOTHER();
    socket.data.identity = identity;
    socket.data.claims = claims;
    socket.data.language = languageOfSocket(socket);
    socket.data.limits = new ConnectionLimits(this.config.SOCKET_EVENTS_PER_S);
    this.entering.add(socket);
  }

  /** Of a member's sockets here, those that are being let in as well: many come at once after an outage. */
  private countOf(memberId: string): number {
    const entering = [...this.entering].filter(({ data }) => data.identity.userId === memberId);
    return this.sockets.ofMember(memberId).length + entering.length;
  }

  /** Closes connections without a word of Socket.IO's: after one, clients would not connect anew by themselves. */
  private sendElsewhere(): void {
    for (const { conn } of [...this.sockets.all()]) conn.close();
  }

  private welcome(socket: ChatSocket): void {
    const { userId } = socket.data.identity;
    void socket.join(socketsOf(userId));
    open.set(this.sockets.count);
    this.events.listen(socket);
    socket.once('disconnect', () => {
      open.set(this.sockets.count);
      if (!this.sockets.ofMember(userId).some((one) => one.id !== socket.id)) this.presence.left(userId);
    });
    this.presence.came(userId);
    this.rooms.welcome(socket).catch((error: unknown) => {
      this.logger.warn({ msg: 'a socket could not be prepared', user_id: userId, err: error });
      // Not in Socket.IO's words: it comes again.
      socket.conn.close();
    });
  }
}

/** @throws TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED, TOKEN_STALE, AUTH_UNAVAILABLE, SIGN_IN_REQUIRED */
export async function verify(tokens: TokenVerifier, token: unknown): Promise<VerifiedToken> {
  if (typeof token !== 'string' || token === '') throw CommonErrors.SIGN_IN_REQUIRED();
  return tokens.verify(token);
}

const languageOfSocket = (socket: ChatSocket): 'ko' | 'en' => languageOf(socket.handshake.headers['accept-language']);

/** What the client's `connect_error` carries: the code as message, and both in `data`. */
function refusal(thrown: unknown, socket: ChatSocket): Error {
  const language = languageOfSocket(socket);
  const error = toAppError(thrown);
  const data = { code: error.code, message: error.text[language], ...(error.details && { details: error.details }) };
  return Object.assign(new Error(error.code), { data });
}
