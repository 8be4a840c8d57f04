import type { Socket } from 'node:net';

/** One listener a connection, however many requests wait on it: a client may send hundreds without reading an answer. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Runs `fn` once when the client's connection closes, also when it is closed already. A response's own `close` does not
 * tell: Node emits it only for the response whose turn it is, never for those pipelined behind it.
 * @returns stops waiting
 */
export function onConnectionClose(socket: Socket, fn: () => void): () => void {
  if (socket.destroyed) {
    queueMicrotask(fn);
    return () => undefined;
  }
  const known = waiting.get(socket);
  const callbacks = known ?? new Set();
  if (!known) {
    waiting.set(socket, callbacks);
    socket.once('close', () => {
      for (const callback of callbacks) callback();
      callbacks.clear();
    });
  }
  callbacks.add(fn);
  return () => void callbacks.delete(fn);
}
