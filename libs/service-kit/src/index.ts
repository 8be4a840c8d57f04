// First of all, before anything that it has to patch is loaded.
import './tracing/register';

export { API_PREFIX } from './bootstrap/create-app';
export { runService } from './bootstrap/run-service';
export { startService, type RunningService } from './bootstrap/running-service';
export type { ServiceCommand, ServiceDefinition } from './bootstrap/service-definition';
export { ServiceKitModule } from './bootstrap/service-kit.module';
export { ReadThroughCache, type CachedOptions } from './cache/read-through-cache';
export * from './config/config';
export * from './context/request-context';
export { AppExceptionFilter } from './errors/app-exception.filter';
export {
  errorBody,
  languageOf,
  logLevelOf,
  registerErrorMapper,
  toAppError,
  type ErrorBody,
} from './errors/error-response';
export { invalidField, invalidInput } from './errors/invalid-input';
export { StrictValidationPipe, validated } from './errors/strict-validation';
export { Health, type CheckResult } from './health/health';
import './http/fastify-types';
export { BooleanQuery } from './http/boolean-query.decorator';
export { EnvelopeInterceptor, type Envelope } from './http/envelope.interceptor';
export { IsId, MaybeId } from './http/id.decorator';
export { ApiIfMatch, assertCurrent, IfMatch } from './http/if-match';
export { JSON_BODY_LIMIT } from './http/json-body';
export { MomentQuery } from './http/moment-query.decorator';
export { Nested } from './http/nested.decorator';
export { Optional } from './http/optional.decorator';
export { Email, Text, type TextOptions } from './http/text.decorator';
export { grouped } from './collections/grouped';
export { IntervalJobs, type IntervalJob, type IntervalJobOptions } from './lifecycle/interval-jobs';
export { Shutdown } from './lifecycle/shutdown';
export { StartupTasks } from './lifecycle/startup-tasks';
export { logStreamKey } from './logging/redis-log-stream';
export { onConnectionClose } from './http/connection-close';
export { metrics, registry } from './metrics/metrics';
export { ApiAnswer, ApiFile, SuccessDto } from './openapi/api-answers';
export { createRedis } from './redis/create-redis';
export { limitKeyOf } from './redis/limit-key';
export { LocalWindow, type LocalTake } from './redis/local-window';
export { SharedWindow, type Place } from './redis/shared-window';
export { SlidingWindow, type WindowTake } from './redis/sliding-window';
