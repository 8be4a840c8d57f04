import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor } from './idempotency.interceptor';

/**
 * For creating POSTs: with the header `Idempotency-Key` the same request has one effect and one answer, kept
 * 24 h and replayed with `Idempotent-Replayed: true`. Another body is 422 IDEMPOTENCY_KEY_REUSED; while the first is
 * under way the second waits up to 5 s, then 409 IDEMPOTENCY_KEY_IN_USE. Failures are not kept. Where nobody is signed
 * in, another body with the same key is another request, because it may well be another stranger's.
 *
 * The effect must be the handler's *first* `Transactions.run`, and return plain data from which the answer is made:
 * after a crash between commit and answer, a retry gets that value back instead of running it again.
 * Not for routes that answer tokens or other secrets (sign-in, refresh, BAND callback): the answer is stored as it is. The
 * store refuses a value with `access_token` or `refresh_token`. Of the request only a keyed digest is stored.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Makes retrying safe: the same key and body have one effect and one answer for 24 hours',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    }),
  );
}
