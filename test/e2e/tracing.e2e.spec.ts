import { Platform, until } from '@dongbaejul/testing';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

interface Attribute {
  key: string;
  value: { stringValue?: string };
}
interface SentSpan {
  traceId: string;
  name: string;
  attributes: Attribute[];
}
interface Sent {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { scope: { name: string }; spans: SentSpan[] }[];
  }[];
}
interface Seen {
  service: string;
  library: string;
  traceId: string;
}

/** What a collector of traces hears, by OTLP over HTTP as JSON. */
class Collector {
  readonly spans: Seen[] = [];
  text = '';
  private server: Server | undefined;

  async listen(): Promise<string> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        if (request.url === '/v1/traces') this.take(plain.toString());
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  libraries(service: string): Set<string> {
    return new Set(this.spans.filter((span) => span.service === service).map(({ library }) => library));
  }

  private take(text: string): void {
    this.text += text;
    for (const { resource, scopeSpans } of (JSON.parse(text) as Sent).resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      for (const { scope, spans } of scopeSpans) {
        for (const { traceId } of spans) this.spans.push({ service, library: scope.name, traceId });
      }
    }
  }
}

/** Of each kind of thing enough that a sync calls BAND for it: how many there are changes no span. */
const CLUB = { EMULATOR_MEMBERS: '10', EMULATOR_POSTS: '10', EMULATOR_ALBUMS: '1', EMULATOR_PHOTOS: '10' };

describe('tracing', () => {
  const collector = new Collector();
  let platform: Platform;

  beforeAll(async () => {
    const tracing = {
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(),
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    };
    const named = (name: string): Record<string, string> => ({ ...tracing, OTEL_SERVICE_NAME: name });
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'band-sync': 1, gateway: 1 },
      env: {
        'band-emulator': CLUB,
        auth: named('auth'),
        core: named('core'),
        'band-sync': named('band-sync'),
        gateway: named('gateway'),
      },
    });
    await platform.whenSynced();
  }, 240_000);

  afterAll(async () => {
    await platform?.stop();
    collector.close();
  });

  it('follows a request from the gateway into core and its database', async () => {
    const member = await platform.signIn('member');
    const answer = await member.post('/posts', { title: '추적', content: '추적되는 글' });
    expect(answer.status).toBe(201);
    await until(() => crossing(collector.spans).length > 0, 'one trace holds spans of gateway, core and MongoDB');
  });

  it('sees HTTP, MongoDB and Redis', async () => {
    const expected = ['http', 'mongodb', 'ioredis'].map((name) => `@opentelemetry/instrumentation-${name}`);
    const complete = (): boolean => expected.every((library) => collector.libraries('auth').has(library));
    await until(complete, 'spans of http, mongodb and ioredis arrived');
    expect(collector.libraries('gateway')).toContain('@opentelemetry/instrumentation-undici');
  });

  it('puts no credential of an address into a span', async () => {
    const secret = 'do-not-trace-me';
    const query = `access_token=${secret}&code=${secret}&refresh_token=${secret}&state=${secret}&limit=1`;
    await platform.client().get(`/posts?${query}`);
    await until(() => collector.text.includes('access_token=REDACTED'), 'the request was traced');
    await until(() => collector.text.includes('/v2/band/posts'), 'the calls to BAND were traced');
    expect(collector.text).not.toContain(secret);
    expect(collector.text).not.toMatch(/[?&](access_token|refresh_token|code)=(?!REDACTED)/);
  });
});

/** Traces that went through the gateway and core into the database. */
function crossing(spans: readonly Seen[]): string[] {
  const wanted = ['gateway', 'core', 'core mongodb'];
  const places = new Map<string, Set<string>>();
  for (const { traceId, service, library } of spans) {
    const seen = places.get(traceId) ?? new Set();
    seen.add(service).add(library.endsWith('-mongodb') ? `${service} mongodb` : service);
    places.set(traceId, seen);
  }
  return [...places].filter(([, seen]) => wanted.every((place) => seen.has(place))).map(([traceId]) => traceId);
}
