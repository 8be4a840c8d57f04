import type { NodeSDK } from '@opentelemetry/sdk-node';
import { SECRET_PARAMETERS, withoutSecrets } from './secret-parameters';
import { tracingEndpoint } from './tracing.config';

let sdk: NodeSDK | undefined;

/**
 * Starts OpenTelemetry when OTEL_EXPORTER_OTLP_ENDPOINT is set. It patches http, Fastify, ioredis, the MongoDB driver
 * and undici as they are loaded, so this module is the first that the lib's index loads; and it is loaded lazily,
 * because most processes run without it and should not pay for it.
 */
function register(): void {
  if (!tracingEndpoint()) return;
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { NodeSDK: Sdk } = require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
  const { getNodeAutoInstrumentations } =
    require('@opentelemetry/auto-instrumentations-node') as typeof import('@opentelemetry/auto-instrumentations-node');
  const { FastifyOtelInstrumentation } = require('@fastify/otel') as typeof import('@fastify/otel');
  /* eslint-enable @typescript-eslint/no-require-imports */
  sdk = new Sdk({
    instrumentations: [
      getNodeAutoInstrumentations({
        '@opentelemetry/instrumentation-http': {
          redactedQueryParams: SECRET_PARAMETERS,
          redactedQueryParamsServer: SECRET_PARAMETERS,
        },
        '@opentelemetry/instrumentation-undici': {
          startSpanHook: ({ origin, path }) => {
            const [, query] = withoutSecrets(path).split('?');
            return { 'url.full': origin + withoutSecrets(path), 'url.query': query === undefined ? '' : `?${query}` };
          },
        },
        // It would overwrite `trace_id`, which in our lines is the X-Request-ID.
        '@opentelemetry/instrumentation-pino': { disableLogCorrelation: true },
        '@opentelemetry/instrumentation-fs': { enabled: false },
        '@opentelemetry/instrumentation-net': { enabled: false },
        '@opentelemetry/instrumentation-dns': { enabled: false },
      }),
      new FastifyOtelInstrumentation({
        registerOnInitialization: true,
        // Its `url.path` is all of the address.
        requestHook: (span, request) => span.setAttribute('url.path', withoutSecrets(request.url)),
      }),
    ],
  });
  sdk.start();
}

register();

/** Sends what is still buffered; called last at shutdown. */
export const stopTracing = async (): Promise<void> => sdk?.shutdown();
