import { CommonErrors } from '@dongbaejul/contracts';
import type { FastifyRequest } from 'fastify';
import { Readable, Transform } from 'node:stream';

/**
 * Refuses a body that says it is too large, and watches one that does not say (chunked) as it streams through.
 * Nothing is held in memory.
 * @param onTooLarge called once when a streamed body passes the limit; the stream then fails
 * @throws BODY_TOO_LARGE
 */
export function limitBody(request: FastifyRequest, limit: number, onTooLarge: () => void): void {
  const declared = request.headers['content-length'];
  if (declared !== undefined) {
    if (Number(declared) > limit) throw CommonErrors.BODY_TOO_LARGE({ limit });
    return;
  }
  if (!(request.body instanceof Readable)) return;
  let seen = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= limit) return done(null, chunk);
      onTooLarge();
      done(CommonErrors.BODY_TOO_LARGE({ limit }));
    },
  });
  // The proxied request reports the failure; without a listener it would be an uncaught one.
  counted.on('error', () => undefined);
  request.body.on('error', (error) => counted.destroy(error));
  request.body = request.body.pipe(counted);
}
