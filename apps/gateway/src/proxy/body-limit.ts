import { AppError, CommonErrors } from '@dongbaejul/contracts';
import type { FastifyRequest } from 'fastify';
import { Readable, Transform } from 'node:stream';

/**
 * Refuses a body that says itself that it is too large, or that is coded in a way which ends at the edge: passed on as
 * it is, the service would take a compressed body for a plain one.
 * @throws BODY_TOO_LARGE, MALFORMED_REQUEST
 */
export function refuseDeclared(request: FastifyRequest, limit: number): void {
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') throw CommonErrors.MALFORMED_REQUEST();
  if (Number(request.headers['content-length'] ?? 0) > limit) throw CommonErrors.BODY_TOO_LARGE({ limit });
}

/**
 * Counts a body that does not say its size (chunked) as it streams through. Nothing is held in memory.
 * @param onTooLarge called once when it passes the limit; the stream then fails
 */
export function limitStreamed(request: FastifyRequest, limit: number, onTooLarge: (error: AppError) => void): void {
  if (request.headers['content-length'] !== undefined || !(request.body instanceof Readable)) return;
  let seen = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= limit) return done(null, chunk);
      const error = CommonErrors.BODY_TOO_LARGE({ limit });
      onTooLarge(error);
      done(error);
    },
  });
  // The proxied request reports the failure; without a listener it would be an uncaught one.
  counted.on('error', () => undefined);
  request.body.on('error', (error) => counted.destroy(error));
  request.body = request.body.pipe(counted);
}
