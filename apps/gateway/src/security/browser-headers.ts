import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { GatewayConfig } from '../config';

/** helmet with seeds/000's policy, and CORS as 000 has it plus what this API needs. */
export async function protectBrowsers(app: NestFastifyApplication, config: GatewayConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const safety = await helmetHeaders(config);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(safety);
    done();
  });
  await app.register(cors, {
    // An origin that is not listed gets no CORS headers: the browser refuses, and nothing here has to fail.
    origin: config.ALLOWED_ORIGINS,
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: ['Content-Type', 'Authorization', 'Idempotency-Key', 'If-Match', 'X-Request-ID', 'Accept-Language'],
    exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-ID', 'ETag'],
    strictPreflight: false,
    maxAge: 600,
  });
}

/**
 * helmet's headers. They are the same for every request here, yet helmet makes them anew for each; so it is asked
 * once, by an application that only exists for that (docs/performance.md).
 */
async function helmetHeaders(config: GatewayConfig): Promise<Record<string, string>> {
  const scratch = Fastify();
  await scratch.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'unsafe-inline'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        connectSrc: ["'self'", 'wss:', 'https:'],
        // 000 does not name it; helmet's default would break the docs over plain HTTP in development.
        upgradeInsecureRequests: config.isProduction ? [] : null,
      },
    },
  });
  scratch.get('/', (_request, reply) => reply.send());
  const { headers } = await scratch.inject('/');
  await scratch.close();
  const notHelmets = new Set(['connection', 'content-length', 'date']);
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !notHelmets.has(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
