import type { EventEnvelope, EventMap, EventName } from '@dongbaejul/contracts';
import { runInContext } from '@dongbaejul/service-kit';
import type { Type } from '@nestjs/common';
import type { ClientSession } from 'mongoose';

export interface EventOptions<Name extends EventName> {
  /**
   * What the effect writes to, where that is not the event's own aggregate: events with the same key are worked on one
   * after another in a process, instead of running into each other's transactions (comments count on their post).
   */
  queueBy?: (event: EventEnvelope<Name>) => string;
}

export interface EventSubscription {
  name: EventName;
  dto?: Type<object>;
  queueBy?: (event: EventEnvelope) => string;
  /** Whether the method takes several events at once. */
  many?: boolean;
}

/** Works on one event. Every write uses `session`; what it throws is retried. */
export type EventHandler<Name extends EventName> = (
  event: EventEnvelope<Name>,
  session: ClientSession,
) => Promise<void>;

/** Works on several events of one name, each for itself: all of them take effect, or it throws and none does. */
export type EventsHandler<Name extends EventName> = (
  events: EventEnvelope<Name>[],
  session: ClientSession,
) => Promise<void>;

type Subscribes<Handler> = <T extends Handler>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
) => void;

const SUBSCRIPTIONS = 'messaging:subscriptions';

/**
 * Makes a provider's method hear a durable event. Its writes and the note that the event was taken in are one
 * transaction, so it takes effect once however often it is delivered; deliveries may be out of order (see
 * `applyIfNewer`). The payload is validated against `dto`; fields it does not know are dropped, so that publishers can
 * add some. An invalid payload becomes a dead letter at once; other failures are tried again with growing pauses.
 *
 * `@OnEvent('auth.member.changed', MemberStateDto) async remember(event, session) {…}`
 */
export function OnEvent<Name extends EventName>(
  name: Name,
  dto?: Type<EventMap[Name]>,
  options: EventOptions<Name> = {},
): Subscribes<EventHandler<Name>> {
  return subscribe({ name, dto, ...options } as EventSubscription);
}

/**
 * The same for a method that is given all events of its name that are taken in together, where one write for many is
 * worth it (a sync tells thousands). What it tells of each carries that one's trace id: by `inContextOf`, or by `traceId`.
 */
export function OnEvents<Name extends EventName>(
  name: Name,
  dto?: Type<EventMap[Name]>,
  options: EventOptions<Name> = {},
): Subscribes<EventsHandler<Name>> {
  return subscribe({ name, dto, ...options, many: true } as EventSubscription);
}

const subscribe =
  (subscription: EventSubscription): Subscribes<(...args: never[]) => Promise<void>> =>
  (_target, _key, descriptor) => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(SUBSCRIPTIONS, [...subscriptionsOf(method), subscription], method);
  };

/** Runs what belongs to one event: what is told and logged there carries its trace id. */
export const inContextOf = <T>(event: EventEnvelope, fn: () => T): T =>
  runInContext({ traceId: event.trace_id, language: 'ko' }, fn);

/** @returns what a method subscribes to */
export const subscriptionsOf = (method: object): EventSubscription[] =>
  (Reflect.getMetadata(SUBSCRIPTIONS, method) as EventSubscription[] | undefined) ?? [];
