import { GAME_CHANGES, MEETING_CHANGES, NOTIFICATION_TYPES } from '@dongbaejul/contracts';

/** A schema of AsyncAPI 3, which is JSON Schema. */
export type Schema = Record<string, unknown>;

export interface OutboundEvent {
  summary: string;
  payload: Schema;
  /** It goes to other processes by Socket.IO's adapter, which adds a second argument. */
  hasOffset?: true;
}

const ID: Schema = { type: 'string', pattern: '^[0-9a-f]{24}$' };
const TEXT: Schema = { type: 'string' };
const SEQ: Schema = { type: 'integer', minimum: 1 };
const MOMENT: Schema = { type: 'string', format: 'date-time' };
const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: [...values] });
const orNull = (schema: Schema): Schema => ({ oneOf: [schema, { type: 'null' }] });
const message: Schema = { $ref: '#/components/schemas/LiveMessage' };

const object = (properties: Record<string, Schema>, optional: string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const asShownBy = (route: string): Schema => ({ type: 'object', description: `As ${route} shows it, in snake_case` });
const AVATAR: Schema = { type: ['string', 'null'] };
const person = object({ id: ID, name: TEXT, avatar: AVATAR });
const typing: OutboundEvent['payload'] = object({ userId: ID, userName: TEXT, roomId: ID });

/** Every event that a client hears. A test holds the names against the code that emits them. */
export const OUTBOUND_EVENTS: Record<string, OutboundEvent> = {
  'user:joined': {
    summary: 'A member has opened a room that I hear',
    payload: object({ id: ID, name: TEXT, avatar: AVATAR, roomId: ID }),
    hasOffset: true,
  },
  'room:left': { summary: 'I am no longer in this room and hear it no more', payload: object({ roomId: ID }) },
  'message:received': { summary: 'A message in its place in its room', payload: message },
  'message:sent': {
    summary: 'My message is stored; on the socket that sent it, in the place of message:received',
    payload: object({ tempId: TEXT, messageId: ID, seq: SEQ }),
  },
  'message:error': {
    summary: 'My message is not stored',
    payload: object({ tempId: { type: ['string', 'null'] }, error: TEXT, code: TEXT, details: { type: 'object' } }, [
      'details',
    ]),
  },
  'message:updated': { summary: 'A message was edited, reacted to, hidden or shown again', payload: message },
  'message:deleted': {
    summary: 'A message was deleted; its place in the sequence stays',
    payload: object({ roomId: ID, messageId: ID, seq: SEQ }),
  },
  'message:read': {
    summary: 'A member has read everything up to a message',
    payload: object({ roomId: ID, userId: ID, upToSeq: { type: 'integer', minimum: 0 } }),
  },
  'typing:start': { summary: 'A member of the room is typing', payload: typing, hasOffset: true },
  'typing:stop': { summary: 'A member of the room stopped typing', payload: typing, hasOffset: true },
  'user:online': { summary: 'A member is here, wherever and however often; the payload is the id', payload: ID },
  'users:presence': {
    summary: 'Many members came or went at once: in place of user:online and user:offline for each of them',
    payload: object({ online: { type: 'array', items: ID }, offline: { type: 'array', items: ID } }),
  },
  'user:offline': { summary: 'A member is nowhere any more; the payload is the id', payload: ID },
  'game:score_updated': {
    summary: 'The score of a game was set; at most 5 times a second, the latest last',
    payload: object({ gameId: ID, score: asShownBy('score in GET /games/{id}'), updatedBy: person }),
  },
  'game:status_changed': {
    summary: 'A game was started, completed or cancelled',
    payload: object({
      gameId: ID,
      status: oneOf(['ongoing', 'completed', 'cancelled']),
      game: asShownBy('GET /games/{id}'),
    }),
  },
  'game:updated': {
    summary: 'A game was made or changed otherwise: who plays, when, where',
    payload: object({ gameId: ID, change: oneOf(GAME_CHANGES), game: asShownBy('GET /games/{id}') }),
  },
  'meeting:changed': {
    summary: 'A meeting was made or changed',
    payload: object({
      meetingId: ID,
      change: oneOf(MEETING_CHANGES),
      meeting: asShownBy('GET /meetings/{id}'),
    }),
  },
  'board:changed': {
    summary: 'The court board of a meeting as it is now',
    payload: object({ meetingId: ID, board: asShownBy('GET /meetings/{id}/board') }),
  },
  'sync:progressed': {
    summary: 'A sync of the BAND got further, paused or ended; to staff and auditors, at most twice a second',
    payload: object({ run: asShownBy('run in GET /admin/sync-runs/{id}') }),
  },
  notification: {
    summary: 'I am told of something. As GET /notifications shows it, in snake_case, and silent',
    payload: object({
      id: ID,
      type: oneOf(NOTIFICATION_TYPES),
      critical: { type: 'boolean' },
      text: TEXT,
      data: { type: 'object' },
      actor: orNull(object({ id: { ...ID, type: ['string', 'null'] }, display_name: TEXT, avatar: AVATAR })),
      read_at: { ...MOMENT, type: ['string', 'null'] },
      created_at: MOMENT,
      silent: { type: 'boolean', description: 'To be counted without a sound: my quiet hours, or a digest follows' },
    }),
  },
  error: {
    summary: 'An event without an acknowledge callback failed, or the connection is about to be closed',
    payload: object({ code: TEXT, message: TEXT, event: TEXT }, ['event']),
  },
};
