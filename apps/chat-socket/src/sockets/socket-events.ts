import { AppError, CommonErrors } from '@dongbaejul/contracts';
import { IdentityErrors, RevocationList } from '@dongbaejul/identity';
import {
  errorBody,
  logLevelOf,
  metrics,
  newTraceId,
  runInContext,
  toAppError,
  validated,
} from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ChatConfig } from '../config';
import { atOnceOf, type EventLimit } from './connection-limits';
import { LocalSockets } from './local-sockets';
import { MemberLimits } from './member-limits';
import { SocketCall, SocketEventRow, socketEventsOf } from './socket-event.decorator';
import { SocketErrors } from './socket.errors';
import { ChatSocket } from './socket-types';
import { unreadOf } from './unread';

interface Registered {
  row: SocketEventRow;
  limit: EventLimit | undefined;
  run: (call: SocketCall, payload: object) => Promise<object | void>;
}
type Acknowledge = (answer: object) => void;

const HANDLED_WITHIN_MS = 8_000;
/** Packets that a connection has not taken yet; while there are more, nothing is done for it. */
const MOST_UNREAD = 200;

const seen = metrics.counter({
  name: 'socket_events_total',
  help: 'Inbound socket events by outcome: ok or an error code',
  labelNames: ['event', 'outcome'],
});
const took = metrics.histogram({
  name: 'socket_event_duration_seconds',
  help: 'Time of an inbound socket event until its acknowledgement',
  labelNames: ['event'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

/** Brings inbound events to their handlers, and their answers back. */
@Injectable()
export class SocketEvents {
  private readonly logger = new Logger(SocketEvents.name);
  private registered: Map<string, Registered> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly revocations: RevocationList,
    private readonly config: ChatConfig,
    private readonly sockets: LocalSockets,
    private readonly memberLimits: MemberLimits,
  ) {}

  listen(socket: ChatSocket): void {
    let underWay = 0;
    // As many as may be let through at once: more are under way only when answers are slow.
    const most = atOnceOf(this.config.SOCKET_EVENTS_PER_S);
    socket.use((packet: unknown[]) => {
      const { name, payload, acknowledge } = readPacket(packet);
      if (underWay >= most) {
        socket.data.limits.countRefused();
        this.answer(socket, name, payload, acknowledge, CommonErrors.TOO_MANY_REQUESTS({ retry_after: 1 }));
        if (socket.data.limits.isAbused) socket.disconnect(true);
        return;
      }
      underWay += 1;
      void this.take(socket, name, payload, acknowledge).finally(() => (underWay -= 1));
    });
  }

  private async take(socket: ChatSocket, name: string, payload: unknown, acknowledge?: Acknowledge): Promise<void> {
    const startedAt = performance.now();
    const known = this.handlers().get(name);
    const label = known ? name : 'unknown';
    const { identity, language, limits } = socket.data;
    const context = {
      traceId: newTraceId(),
      userId: identity.userId,
      language,
      deadline: Date.now() + HANDLED_WITHIN_MS,
    };
    try {
      this.admit(socket, name, known?.limit);
      if (!known) throw SocketErrors.EVENT_UNKNOWN();
      if (known.limit?.ofMember) await this.admitMember(socket, name, known.limit);
      const result = await runInContext(context, async () =>
        known.run({ socket, who: identity }, await validated(known.row.dto, payload)),
      );
      seen.inc({ event: label, outcome: 'ok' });
      acknowledge?.({ ok: true, ...(result ?? {}) });
    } catch (thrown) {
      const error = toAppError(thrown);
      seen.inc({ event: label, outcome: error.code });
      const level = logLevelOf(error.kind);
      if (level !== 'info') {
        const trace = { trace_id: context.traceId, user_id: identity.userId };
        this.logger[level]({ msg: error.message, event: label, code: error.code, ...trace, err: error.cause ?? error });
      }
      this.answer(socket, name, payload, acknowledge, error);
      if (limits.isAbused) socket.disconnect(true);
    } finally {
      took.observe({ event: label }, (performance.now() - startedAt) / 1000);
    }
  }

  /** What is known of the token now counts, also between two looks of the session watch. */
  private admit(socket: ChatSocket, name: string, limit?: EventLimit): void {
    const wait = socket.data.limits.take(name, limit);
    if (wait > 0) throw CommonErrors.TOO_MANY_REQUESTS({ retry_after: Math.ceil(wait / 1000) });
    if (unreadOf(socket).packets > MOST_UNREAD) throw SocketErrors.SOCKET_TOO_SLOW();
    const { claims } = socket.data;
    if (claims.exp * 1000 <= Date.now() && name !== 'auth:renew') throw IdentityErrors.TOKEN_EXPIRED();
    const state = this.revocations.stateOf(claims);
    if (state === 'ended') throw IdentityErrors.SESSION_ENDED();
    if (state === 'stale' && name !== 'auth:renew') throw IdentityErrors.TOKEN_STALE();
  }

  private async admitMember({ data }: ChatSocket, name: string, limit: EventLimit): Promise<void> {
    const wait = await this.memberLimits.take(data.identity.userId, name, limit);
    if (wait === 0) return;
    data.limits.countRefused();
    throw CommonErrors.TOO_MANY_REQUESTS({ retry_after: Math.ceil(wait / 1000) });
  }

  private answer(
    socket: ChatSocket,
    name: string,
    payload: unknown,
    acknowledge: Acknowledge | undefined,
    error: AppError,
  ): void {
    const { code, message, details } = errorBody(error, socket.data.language, '').error;
    acknowledge?.({ error: message, code, ...(details && { details }) });
    if (name === 'message:send') {
      this.sockets.toSocket(socket.id, 'message:error', {
        tempId: tempIdOf(payload),
        error: message,
        code,
        ...(details && { details }),
      });
    } else if (!acknowledge) this.sockets.toSocket(socket.id, 'error', { code, message, event: name.slice(0, 50) });
  }

  private handlers(): Map<string, Registered> {
    return (this.registered ??= this.collect());
  }

  private collect(): Map<string, Registered> {
    const found = new Map<string, Registered>();
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const row of socketEventsOf((instance as object).constructor)) {
        const method = (instance as Record<string, Registered['run']>)[row.method] as Registered['run'];
        const limit = typeof row.limit === 'function' ? row.limit(this.config) : row.limit;
        found.set(row.name, { row, limit, run: method.bind(instance) });
      }
    }
    return found;
  }
}

/** A packet may be empty: then its first entry is the function that acknowledges it, and no name. */
function readPacket(packet: unknown[]): { name: string; payload: unknown; acknowledge: Acknowledge | undefined } {
  const last = packet.at(-1);
  const acknowledge = typeof last === 'function' ? (last as Acknowledge) : undefined;
  const [name, payload] = acknowledge ? packet.slice(0, -1) : packet;
  return { name: typeof name === 'string' || typeof name === 'number' ? String(name) : '', payload, acknowledge };
}

function tempIdOf(payload: unknown): string | null {
  const tempId: unknown = (payload as { tempId?: unknown } | null | undefined)?.tempId;
  return typeof tempId === 'string' ? tempId.slice(0, 100) : null;
}
