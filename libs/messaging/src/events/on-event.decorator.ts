import type { EventEnvelope, EventMap, EventName } from '@dongbaejul/contracts';
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
}

/** Works on one event. Every write uses `session`; what it throws is retried. */
export type EventHandler<Name extends EventName> = (
  event: EventEnvelope<Name>,
  session: ClientSession,
) => Promise<void>;

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
) {
  return <T extends EventHandler<Name>>(
    _target: object,
    _key: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    const method = descriptor.value as T;
    const known = (Reflect.getMetadata(SUBSCRIPTIONS, method) as EventSubscription[] | undefined) ?? [];
    Reflect.defineMetadata(SUBSCRIPTIONS, [...known, { name, dto, ...options }], method);
  };
}

/** @returns what a method subscribes to */
export const subscriptionsOf = (method: object): EventSubscription[] =>
  (Reflect.getMetadata(SUBSCRIPTIONS, method) as EventSubscription[] | undefined) ?? [];
