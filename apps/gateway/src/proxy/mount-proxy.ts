import { API_PREFIX } from '@dongbaejul/service-kit';
import { ExternalContextCreator } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProxyService } from './proxy.service';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * Sends everything in the route table to the proxy, through Nest's global guards: a handler registered on Fastify
 * alone would go around them (docs/adr). What it leaves out are the interceptors: an answer that is passed on needs no
 * envelope, and running none costs a request a tenth of its time (docs/performance.md).
 */
export function mountProxy(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const proxy = app.get(ProxyService);
  const guarded = app
    .get(ExternalContextCreator)
    .create(proxy, proxy.handle as never, 'handle', undefined, undefined, undefined, undefined, {
      guards: true,
      interceptors: false,
      // Nest's handling for such a context would throw on what a filter has answered; see the catch below.
      filters: false,
    }) as Handler;
  fastify.all(`/${API_PREFIX}/*`, (request, reply) => {
    guarded(request, reply).catch((error: unknown) => proxy.refuse(error, request, reply));
  });
}
