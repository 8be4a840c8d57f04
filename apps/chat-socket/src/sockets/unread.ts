import type { ChatSocket } from './socket-types';

interface Inside {
  writeBuffer: unknown[];
  transport: { socket?: { bufferedAmount?: number; terminate?(): void } };
}

/** What a connection has not taken yet. Engine.IO counts it and does not say so in its types. */
export function unreadOf({ conn }: ChatSocket): { packets: number; bytes: number } {
  const { writeBuffer, transport } = conn as unknown as Inside;
  return { packets: writeBuffer.length, bytes: transport.socket?.bufferedAmount ?? 0 };
}

/** Ends a connection with all that it has not taken; it hears no goodbye, so its client connects anew by itself. */
export function cut({ conn }: ChatSocket): void {
  const { transport } = conn as unknown as Inside;
  transport.socket?.terminate?.();
}
