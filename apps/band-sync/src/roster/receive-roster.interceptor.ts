import { isAppError } from '@dongbaejul/contracts';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { from, Observable, switchMap } from 'rxjs';
import { RosterFileErrors } from '../roster-file/roster-file.errors';

export const MOST_ROSTER_BYTES = 2 * 1024 * 1024;
const LIMITS = { fileSize: MOST_ROSTER_BYTES, files: 1, fields: 5, fieldSize: 1_024, parts: 6, headerPairs: 20 };

const received = new WeakMap<object, Buffer>();

/** The file of a request that ReceiveRoster has let through. */
export const receivedRoster = (body: object): Buffer => received.get(body) as Buffer;

/**
 * Takes the one file of a multipart request into memory, and gives the request a body that says what came, so that
 * @Idempotent, which is to stand above it, tells two files apart.
 */
@Injectable()
export class ReceiveRoster implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return from(receive(request)).pipe(
      switchMap((bytes) => {
        const body = { size: bytes.length, digest: createHash('sha256').update(bytes).digest('base64url') };
        received.set(body, bytes);
        request.body = body;
        return next.handle();
      }),
    );
  }
}

async function receive(request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) throw RosterFileErrors.ROSTER_NOT_MULTIPART();
  try {
    let bytes: Buffer | undefined;
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type !== 'file') continue;
      bytes = await part.toBuffer();
      if (part.file.truncated) throw RosterFileErrors.ROSTER_TOO_LARGE();
    }
    if (!bytes) throw RosterFileErrors.ROSTER_FILE_MISSING();
    return bytes;
  } catch (error) {
    if (isAppError(error)) throw error;
    // What the parser finds wrong with a body is the sender's doing.
    const isTooLarge = (error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE';
    if (isTooLarge) throw RosterFileErrors.ROSTER_TOO_LARGE();
    throw RosterFileErrors.ROSTER_FILE_MISSING(undefined, { cause: error });
  }
}
