import type { ServiceDefinition } from '@dongbaejul/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { GatewayConfig } from './config';
import { serveApiDocs } from './docs/api-docs';
import { serveYamlFile } from './docs/yaml-file';
import { GatewayModule } from './gateway.module';
import { RateLimits } from './limits/rate-limits';
import { mountProxy } from './proxy/mount-proxy';
import { resolveRoutes } from './routing/resolve-route';
import { RouteTable } from './routing/route-table';
import { ROUTES } from './routing/routes';
import { protectBrowsers } from './security/browser-headers';
import { ClientAddresses } from './security/client-addresses';
import { UpgradeProxy } from './sockets/upgrade-proxy';

/** nginx in front takes 50 MB; each route has its own limit below this one. */
const LARGEST_BODY = 50 * 1024 * 1024;

/** @param routes the route table; tests put their own upstreams behind other rows */
export function defineGateway(routes = ROUTES): ServiceDefinition<GatewayConfig> {
  return {
    name: 'gateway',
    config: GatewayConfig,
    module: () => GatewayModule,
    http: (config) => {
      const addresses = new ClientAddresses(config);
      return {
        rawBodies: true,
        trustProxy: config.TRUST_PROXY.length > 0 ? (address) => addresses.isTrusted(address) : false,
        trustRequestId: (request) => addresses.traceIdOf(request) !== undefined,
        bodyLimit: LARGEST_BODY,
        // A 50 MB upload over a phone's connection takes its time; what matters is that it moves (see Patience).
        requestTimeout: 10 * 60 * 1000,
      };
    },
    setup: async (app, config) => {
      const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
      resolveRoutes(fastify, new RouteTable(routes), app.get(RateLimits));
      passBodiesThrough(fastify);
      await protectBrowsers(app, config);
      mountProxy(app);
      serveApiDocs(app, config.OPENAPI_FILE);
      serveYamlFile(fastify, '/docs/asyncapi', config.ASYNCAPI_FILE);
      listenForUpgrades(app);
    },
  };
}

export const gatewayService = defineGateway();

/** Bodies stay streams: no parser may touch, hold or refuse them here. */
function passBodiesThrough(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

function listenForUpgrades(app: NestFastifyApplication): void {
  app.get(UpgradeProxy).listen(app.getHttpServer());
}
