import type { Identity } from '@dongbaejul/identity';
import type { Type } from '@nestjs/common';
import type { ChatConfig } from '../config';
import type { EventLimit } from './connection-limits';
import type { ChatSocket } from './socket-types';

export interface SocketEventOptions {
  /** One sentence for the AsyncAPI description. */
  summary: string;
  /** What the acknowledge callback gets beside `ok`. */
  answer?: Type<object>;
  limit?: EventLimit | ((config: ChatConfig) => EventLimit);
}

export interface SocketCall {
  socket: ChatSocket;
  who: Identity;
}

export interface SocketEventRow extends SocketEventOptions {
  name: string;
  dto: Type<object>;
  method: string;
}

type Handler = (call: SocketCall, payload: never) => Promise<object | void>;

const EVENTS = 'chat:socket-events';

/**
 * Makes a provider's method answer an inbound socket event: limited, validated against `dto`, run in a request context
 * of its own; what it returns, or its error, goes to the acknowledge callback.
 */
export const SocketEvent =
  (name: string, dto: Type<object>, options: SocketEventOptions) =>
  <T extends Handler>(target: object, method: string, _descriptor: TypedPropertyDescriptor<T>): void => {
    const rows = socketEventsOf(target.constructor);
    Reflect.defineMetadata(EVENTS, [...rows, { name, dto, method, ...options }], target.constructor);
  };

/** @returns the events that a provider's class answers */
export const socketEventsOf = (provider: object): SocketEventRow[] =>
  (Reflect.getMetadata(EVENTS, provider) as SocketEventRow[] | undefined) ?? [];
