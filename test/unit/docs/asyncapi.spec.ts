import { GAME_CHANGES, MEETING_CHANGES, NOTIFICATION_TYPES } from '@dongbaejul/contracts';
import { dump, load } from 'js-yaml';
import 'reflect-metadata';
import { asyncApiDocument } from '../../../apps/chat-socket/src/async-api/async-api-document';
import { OUTBOUND_EVENTS } from '../../../apps/chat-socket/src/async-api/outbound-events';
import { GameSocketEvents } from '../../../apps/chat-socket/src/games/game.socket-events';
import { liveMessage } from '../../../apps/chat-socket/src/live/message-view';
import { ChatConfig } from '../../../apps/chat-socket/src/config';
import { MessageSocketEvents } from '../../../apps/chat-socket/src/messages/message.socket-events';
import { RoomSocketEvents } from '../../../apps/chat-socket/src/sockets/room.socket-events';
import { socketEventsOf } from '../../../apps/chat-socket/src/sockets/socket-event.decorator';
import { filesBelow, read, write } from './files';

const DOCUMENT = 'asyncapi.yaml';
const inbound = [RoomSocketEvents, MessageSocketEvents, GameSocketEvents].flatMap(socketEventsOf);
const sources = filesBelow('apps/chat-socket/src', '.ts').filter(
  (file) => !file.endsWith('.spec.ts') && !file.includes('/async-api/'),
);

type Fields = Record<string, { enum?: string[] }>;

interface Document {
  info: { description: string };
  channels: { socket: { messages: Record<string, { name: string; payload: object }> } };
  components: { schemas: Record<string, { properties: object }> };
}

const { version } = JSON.parse(read('package.json')) as { version: string };
let document: Document;
beforeAll(async () => {
  document = (await asyncApiDocument(inbound, version)) as Document;
});

/** Names in the code that look like socket events, and those that do not but are. */
function named(): string[] {
  const pattern = /'((?:users?|message|typing|game|board|meeting|room):[a-z_]+|sync:progressed|notification|error)'/g;
  const emitted = sources.flatMap((file) => {
    const text = read(file).replace(/@SocketEvent\('[^']+'/g, '');
    return [...text.matchAll(pattern)].map((match) => match[1] as string);
  });
  return [...new Set(emitted)].filter((name) => !inbound.some((row) => row.name === name) || name in OUTBOUND_EVENTS);
}

describe(DOCUMENT, () => {
  it('is what the code says (UPDATE_DOCS=1 writes it)', () => {
    const text = `# Made from chat-socket's code: UPDATE_DOCS=1 on its test. Do not edit.\n${dump(
      JSON.parse(JSON.stringify(document)),
      { lineWidth: -1, noRefs: true, quoteStyle: 'double' },
    )}`;
    if (process.env.UPDATE_DOCS) write(DOCUMENT, text);
    else expect(load(read(DOCUMENT))).toEqual(load(text));
  });

  it('says how much may be sent, and how long to wait after that was too much', () => {
    const { SOCKET_EVENTS_PER_S: most, SOCKET_MESSAGES_PER_S: messages } = new ChatConfig();
    const { description } = document.info;
    expect(description).toContain(`may send ${most} events a second`);
    expect(description).toMatch(/TOO_MANY_REQUESTS and details\.retry_after/);
    expect(document.components.schemas.Refusal!.properties).toMatchObject({
      details: { properties: { retry_after: { type: 'integer' } } },
    });
    const limited = inbound.filter(({ limit }) => limit).map(({ name }) => name);
    const rows = Object.values(document.channels.socket.messages);
    expect(rows.flatMap(({ name, ...row }) => ('x-limit' in row ? [name] : [])).sort()).toEqual(limited.sort());
    expect(document.channels.socket.messages['in-message-send']).toMatchObject({
      'x-limit': { per_second: messages, at_once: 4 * messages, of: 'member' },
    });
  });

  it('knows every provider that answers events', () => {
    const files = sources.filter((file) => /@SocketEvent\(\s*'/.test(read(file)));
    const declared = files.flatMap((file) =>
      [...read(file).matchAll(/@SocketEvent\(\s*'([^']+)'/g)].map((one) => one[1]),
    );
    expect(declared.sort()).toEqual(inbound.map((row) => row.name).sort());
  });

  it('names every event that the code emits, and no other', () =>
    expect(named().sort()).toEqual(Object.keys(OUTBOUND_EVENTS).sort()));

  it('shows a message with the fields that it has on the socket', () => {
    const dto = {
      reply_to: null,
      attachments: [],
      reactions: [],
      is_muted: true,
      is_hidden: true,
      hidden_reason: '',
      temp_id: '',
    };
    const fields = Object.keys(liveMessage(dto as never));
    expect(Object.keys(document.components.schemas.LiveMessage!.properties).sort()).toEqual(fields.sort());
  });

  it('shows a notification with the fields that REST has, and the values that clients switch on', () => {
    const { components } = load(read('openapi.yaml')) as Pick<Document, 'components'>;
    const payloadOf = (event: string): Fields =>
      (document.channels.socket.messages[`out-${event}`]?.payload as { properties: Fields }).properties;
    const notification = payloadOf('notification');
    const fields = Object.keys(components.schemas.NotificationDto!.properties);
    expect(Object.keys(notification).sort()).toEqual([...fields, 'silent'].sort());
    expect(notification.type!.enum).toEqual(NOTIFICATION_TYPES);
    expect(payloadOf('game-status_changed').status!.enum).toEqual(['ongoing', 'completed', 'cancelled']);
    expect(payloadOf('game-updated').change!.enum).toEqual(GAME_CHANGES);
    expect(payloadOf('meeting-changed').change!.enum).toEqual(MEETING_CHANGES);
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] as string);
    const missing = refs.filter(
      (ref) =>
        ref.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) ===
        undefined,
    );
    expect(missing).toEqual([]);
  });
});
