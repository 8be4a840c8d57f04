import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Language } from '@dongbaejul/contracts';

/** What belongs to the request, ask or event that is being worked on, wherever in the call stack one asks. */
export interface RequestContext {
  /** The `X-Request-ID`: one id through every service, log line, ask and event. */
  traceId: string;
  userId?: string;
  language: Language;
  /** Epoch milliseconds by which the caller stops listening. */
  deadline?: number;
  /** Owned by libs/persistence: the reservation of this request's `Idempotency-Key`. */
  idempotency?: unknown;
}

const storage = new AsyncLocalStorage<RequestContext>();

export const requestContext = (): RequestContext | undefined => storage.getStore();

export const runInContext = <T>(context: RequestContext, fn: () => T): T => storage.run(context, fn);

/** The current trace id, or a new one for work that no request started. */
export const currentTraceId = (): string => storage.getStore()?.traceId ?? newTraceId();

export const newTraceId = (): string => randomUUID();

/** A trace id taken over from outside must match this. */
export const TRACE_ID_PATTERN = /^[A-Za-z0-9-]{8,64}$/;
