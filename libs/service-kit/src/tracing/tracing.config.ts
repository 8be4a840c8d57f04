/** Tracing is off unless an OTLP endpoint is named. Read before anything else is loaded, hence not in a schema. */
export const tracingEndpoint = (): string | undefined => process.env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined;
