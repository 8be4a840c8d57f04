import { CallHandler, ExecutionContext, Injectable, NestInterceptor, StreamableFile } from '@nestjs/common';
import { map, Observable } from 'rxjs';

export interface Envelope<T = unknown> {
  status: 'ok';
  data: T;
}

/** Puts every success into `{"status":"ok","data":…}` (seeds/002). Streams and raw answers go around it. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<Envelope | StreamableFile> {
    return next
      .handle()
      .pipe(
        map((data: unknown) => (data instanceof StreamableFile ? data : { status: 'ok' as const, data: data ?? null })),
      );
  }
}
