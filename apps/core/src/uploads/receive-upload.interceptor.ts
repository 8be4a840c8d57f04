import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { isAppError } from '@dongbaejul/contracts';
import { CallHandler, ExecutionContext, Injectable, Logger, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, from, Observable, switchMap } from 'rxjs';
import { fileNameOf, FileType, fileTypeOf, HEAD_BYTES } from './file-type';
import { writingInto } from './storage/writing-into';
import { UploadErrors } from './uploads.errors';

export const MOST_UPLOAD_BYTES = 20 * 1024 * 1024;

export interface ReceivedFile {
  /** A folder that exists while the request is handled, with the file in it. */
  folder: string;
  path: string;
  name: string;
  type: FileType;
  size: number;
}

const received = new WeakMap<object, ReceivedFile>();

/** The file of a request that ReceiveUpload has let through. */
export const receivedFile = (body: object): ReceivedFile => received.get(body) as ReceivedFile;

/**
 * Streams the one file of a multipart request to a temporary one, and gives the request a body that says what came. So
 * whatever comes after it (such as @Idempotent, which is to stand above it) tells two files apart like two JSON bodies.
 */
@Injectable()
export class ReceiveUpload implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return from(writingInto(tmpdir(), () => mkdtemp(path.join(tmpdir(), 'upload-')))).pipe(
      switchMap((folder) =>
        from(receive(request, folder)).pipe(
          switchMap(({ file, digest }) => {
            const body = { name: file.name, size: file.size, digest };
            received.set(body, file);
            request.body = body;
            return next.handle();
          }),
          finalize(() => void discard(folder)),
        ),
      ),
    );
  }
}

const logger = new Logger('ReceiveUpload');

/** A disk that has become read-only keeps the folder; nobody waits for this, so nobody else would hear of it. */
async function discard(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    logger.warn({ msg: 'a received upload cannot be deleted', folder, reason: (error as Error).message });
  }
}

async function receive(request: FastifyRequest, folder: string): Promise<{ file: ReceivedFile; digest: string }> {
  if (!request.isMultipart()) throw UploadErrors.UPLOAD_NOT_MULTIPART();
  try {
    let kept: Awaited<ReturnType<typeof keep>> | undefined;
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'file') kept = await keep(part, path.join(folder, 'original'));
    }
    if (!kept) throw UploadErrors.UPLOAD_MALFORMED();
    if (kept.isTooLarge) throw UploadErrors.UPLOAD_TOO_LARGE({ limit: MOST_UPLOAD_BYTES });
    const type = fileTypeOf(await headOf(kept.path));
    if (!type) throw UploadErrors.UPLOAD_TYPE_NOT_SUPPORTED();
    return { file: { folder, path: kept.path, name: kept.name, type, size: kept.size }, digest: kept.digest };
  } catch (error) {
    // What the parser finds wrong with a body is the sender's doing.
    throw isAppError(error) ? error : UploadErrors.UPLOAD_MALFORMED(undefined, { cause: error });
  }
}

const LIMITS = { fileSize: MOST_UPLOAD_BYTES, files: 1, fields: 5, fieldSize: 1_024, parts: 6, headerPairs: 20 };

async function keep(
  part: MultipartFile,
  target: string,
): Promise<{ path: string; name: string; size: number; digest: string; isTooLarge: boolean }> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  await writingInto(tmpdir(), () => pipeline(part.file, counted, createWriteStream(target)));
  const isTooLarge = part.file.truncated;
  return { path: target, name: fileNameOf(part.filename), size, digest: hash.digest('base64url'), isTooLarge };
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
