import type { ChatSocket } from './socket-types';

interface Inside {
  writeBuffer: unknown[];
  transport: { socket?: { bufferedAmount?: number } };
}

/** What a connection has not taken yet. Engine.IO counts it and does not say so in its types. */
export function unreadOf({ conn }: ChatSocket): { packets: number; bytes: number } {
  const { writeBuffer, transport } = conn as unknown as Inside;
  return { packets: writeBuffer.length, bytes: transport.socket?.bufferedAmount ?? 0 };
}
