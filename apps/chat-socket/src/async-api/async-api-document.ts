import { Module, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { MessageDto } from '../messages/dto/message.dto';
import { ChatConfig } from '../config';
import { atOnceOf, type EventLimit } from '../sockets/connection-limits';
import type { SocketEventRow } from '../sockets/socket-event.decorator';
import { OUTBOUND_EVENTS, Schema } from './outbound-events';

const OK: Schema = { type: 'object', properties: { ok: { const: true } }, required: ['ok'] };
const REFUSAL: Schema = {
  type: 'object',
  properties: {
    error: { type: 'string', description: 'A sentence for people, Korean or by Accept-Language' },
    code: { type: 'string', description: 'See docs/errors.md' },
    details: {
      type: 'object',
      properties: {
        retry_after: { type: 'integer', description: 'Seconds to wait; always there with TOO_MANY_REQUESTS' },
      },
    },
  },
  required: ['error', 'code'],
};

const OFFSET: Schema = { type: 'string', description: 'A second argument; may be missing. For Socket.IO, not for you' };

/**
 * The AsyncAPI 3 document of the socket.
 * @param inbound what handlers declare by @SocketEvent
 */
export async function asyncApiDocument(inbound: readonly SocketEventRow[], version: string): Promise<object> {
  const dtos = inbound.flatMap(({ dto, answer }) => [dto, ...(answer ? [answer] : [])]);
  const schemas = { Refusal: REFUSAL, ...(await schemasOf([MessageDto, ...dtos])) };
  const add = (dto: Type<object>): Schema => ({ $ref: `#/components/schemas/${dto.name}` });
  const messages: Record<string, object> = {};
  const operations: Record<string, object> = {};
  const channel = { $ref: '#/channels/socket' };
  const config = new ChatConfig();
  for (const { name, summary, dto, answer, limit } of [...inbound].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const acknowledgement = { oneOf: [answer ? { allOf: [OK, add(answer)] } : OK, REFUSAL_REF] };
    const own = typeof limit === 'function' ? limit(config) : limit;
    messages[`in ${name}`] = {
      name,
      summary,
      payload: add(dto),
      'x-acknowledgement': acknowledgement,
      ...(own && { 'x-limit': limitRow(own) }),
    };
    operations[`in ${name}`] = { action: 'receive', channel, summary, messages: [messageRef(`in ${name}`)] };
  }
  for (const [name, { summary, payload, hasOffset }] of Object.entries(OUTBOUND_EVENTS)) {
    messages[`out ${name}`] = { name, summary, payload, ...(hasOffset && { 'x-offset': OFFSET }) };
    operations[`out ${name}`] = { action: 'send', channel, summary, messages: [messageRef(`out ${name}`)] };
  }
  const renamed = withoutSpaces(messages);
  const camel = inCamelCase(schemas);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Dongbaejul socket',
      version,
      description:
        "Socket.IO, namespace /, websocket transport only, on the gateway's origin; the access token in auth.token. " +
        'Every inbound event answers its acknowledge callback with {ok: true, …} or {error, code, details?}. ' +
        `A connection may send ${config.SOCKET_EVENTS_PER_S} events a second on average, ` +
        `${atOnceOf(config.SOCKET_EVENTS_PER_S)} at once, and as many may be unanswered; some events have a limit of their ` +
        'own besides (x-limit: of the connection, or of the member over all connections). What is more is refused with ' +
        'TOO_MANY_REQUESTS and details.retry_after in seconds; who sends on regardless is disconnected. An operator may ' +
        'set other figures (SOCKET_EVENTS_PER_S, SOCKET_MESSAGES_PER_S). ' +
        'A connection that breaks can be taken up again for 2 minutes (connectionStateRecovery): events that pass ' +
        'through other processes (x-offset) carry a second argument after their payload, a string that Socket.IO ' +
        'clients remember by themselves and applications ignore. It is a shortcut, never a promise: ask room:sync for ' +
        'what was missed. A handshake that is answered with 503, or a connection that closes before it is let in, ' +
        'means come again soon: standard clients do so by themselves; after connect_error they do not, for it says ' +
        'that the token or the member is refused.',
    },
    servers: {
      gateway: { host: 'localhost:3000', pathname: '/socket.io', protocol: 'ws', description: 'Through the gateway' },
    },
    channels: { socket: { address: '/', messages: renamed } },
    operations: withoutSpaces(operations),
    components: { schemas: inJsonSchema(camel) },
  };
}

const limitRow = ({ perSecond, burst, ofMember = false }: EventLimit): object => ({
  per_second: perSecond,
  at_once: burst,
  of: ofMember ? 'member' : 'connection',
});

const REFUSAL_REF: Schema = { $ref: '#/components/schemas/Refusal' };
const key = (name: string): string => name.replace(/[^A-Za-z0-9_]+/g, '-');
const messageRef = (name: string): Schema => ({ $ref: `#/channels/socket/messages/${key(name)}` });
const withoutSpaces = (rows: Record<string, object>): Record<string, object> =>
  Object.fromEntries(Object.entries(rows).map(([name, row]) => [key(name), row]));

@Module({})
class NothingModule {}

/** DTOs as their decorators describe them for REST, with those inside them. */
async function schemasOf(dtos: readonly Type<object>[]): Promise<Record<string, Schema>> {
  const app = await NestFactory.create(NothingModule, new FastifyAdapter(), { logger: false });
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build(), { extraModels: [...dtos] });
  await app.close();
  return document.components?.schemas as Record<string, Schema>;
}

/** On the socket a message has the fields of REST in camelCase; and so have the parts of it. */
function inCamelCase(schemas: Record<string, Schema>): Record<string, Schema> {
  const { MessageDto: message, ...rest } = schemas;
  const camel = (schema: Schema): Schema => {
    const {
      properties = {},
      required = [],
      ...other
    } = schema as {
      properties?: Record<string, Schema>;
      required?: string[];
    };
    const renamed = Object.entries(properties).map(([name, value]) => [camelCase(name), value]);
    return { ...other, properties: Object.fromEntries(renamed) as Schema, required: required.map(camelCase) };
  };
  const shown = Object.entries(rest).map(([name, schema]) => [name, schema.properties ? camel(schema) : schema]);
  return { ...Object.fromEntries(shown), ...(message && { LiveMessage: camel(message) }) };
}

/** OpenAPI 3.0 says nullable where JSON Schema, which AsyncAPI speaks, has a type of its own. */
function inJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  const plain = Object.fromEntries(Object.entries(rest).map(([name, one]) => [name, inJsonSchema(one)]));
  if (nullable !== true) return plain;
  return typeof plain.type === 'string' && !plain.allOf
    ? { ...plain, type: [plain.type, 'null'] }
    : { oneOf: [plain.allOf ? (plain.allOf as unknown[])[0] : plain, { type: 'null' }] };
}

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
