import { CommonErrors, ERROR_KINDS, ErrorShape, Language } from '@dongbaejul/contracts';

/** An ask on the wire. */
export interface AskPacket {
  /** New for each try; replicas claim it. */
  id: string;
  reply_to: string;
  /** Epoch milliseconds after which nobody may begin it. */
  deadline: number;
  trace_id: string;
  user_id?: string;
  language: Language;
  request: unknown;
}

/** What a handler made of it. */
export type AskOutcome = { ok: true; reply: unknown } | { ok: false; error: ErrorShape };

export type ReplyPacket = AskOutcome & { id: string };

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the packet, or undefined for what is not one */
export function parseAsk(text: string): AskPacket | undefined {
  const packet = parse(text);
  if (!packet) return undefined;
  const { id, reply_to: replyTo, deadline, trace_id: traceId, user_id: userId, language } = packet;
  const strings = [id, replyTo, traceId].every((value) => typeof value === 'string' && value !== '');
  const fits = strings && Number.isFinite(deadline) && (userId === undefined || typeof userId === 'string');
  return fits && (language === 'ko' || language === 'en') ? (packet as unknown as AskPacket) : undefined;
}

/** @returns the reply, or undefined for what answers nothing; an answer that makes no sense becomes UPSTREAM_INVALID */
export function parseReply(text: string): ReplyPacket | undefined {
  const packet = parse(text);
  if (typeof packet?.id !== 'string') return undefined;
  if (packet.ok === true || (packet.ok === false && isErrorShape(packet.error)))
    return packet as unknown as ReplyPacket;
  return { id: packet.id, ok: false, error: CommonErrors.UPSTREAM_INVALID().toShape() };
}

function isErrorShape(value: unknown): value is ErrorShape {
  if (typeof value !== 'object' || value === null) return false;
  const { code, kind, text } = value as Partial<ErrorShape>;
  return (
    typeof code === 'string' &&
    typeof kind === 'string' &&
    Object.hasOwn(ERROR_KINDS, kind) &&
    typeof text?.ko === 'string'
  );
}
