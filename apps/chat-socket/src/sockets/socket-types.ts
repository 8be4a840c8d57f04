import type { Identity, TokenClaims } from '@dongbaejul/identity';
import type { Language } from '@dongbaejul/contracts';
import type { Server, Socket } from 'socket.io';
import type { ConnectionLimits } from './connection-limits';

export interface SocketData {
  identity: Identity;
  claims: TokenClaims;
  language: Language;
  /** Of this connection; never travels to another process. */
  limits: ConnectionLimits;
}

type Listeners = Record<string, (...args: never[]) => void>;
type Emitters = Record<string, (...args: unknown[]) => void>;

export type ChatServer = Server<Listeners, Emitters, Emitters, SocketData>;
export type ChatSocket = Socket<Listeners, Emitters, Emitters, SocketData>;

/** Names of Socket.IO rooms. */
export const socketRoom = (roomId: string): string => `room:${roomId}`;
export const socketsOf = (memberId: string): string => `member:${memberId}`;
/** The sockets of everybody who muted this member. */
export const mutersOf = (memberId: string): string => `muters:${memberId}`;

export const roomOfSocketRoom = (name: string): string | undefined =>
  name.startsWith('room:') ? name.slice('room:'.length) : undefined;
