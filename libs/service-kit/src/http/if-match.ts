import { CommonErrors } from '@dongbaejul/contracts';
import { applyDecorators, createParamDecorator, ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { invalidField } from '../errors/invalid-input';

const VERSION = /^(?:W\/)?"?(\d{1,15})"?$/;

/**
 * The version that a client believes to edit, from `If-Match` (RFC 9110, 13.1.1), bare or as an entity tag.
 * @returns undefined without the header and for `*`: then the last write wins
 * @throws INVALID_INPUT for what no version of ours looks like
 */
export function readIfMatch(header: string | undefined): number | undefined {
  const value = header?.trim();
  if (value === undefined || value === '*') return undefined;
  const version = VERSION.exec(value)?.[1];
  if (version === undefined) throw invalidField('If-Match', '버전 번호여야 합니다.', 'must be a version number');
  return Number(version);
}

/** @throws STALE_VERSION when the client's version is no longer the current one */
export function assertCurrent(expected: number | undefined, current: number): void {
  if (expected !== undefined && expected !== current) throw CommonErrors.STALE_VERSION({ version: current });
}

/** The version of the request's If-Match as a parameter of a handler; see readIfMatch. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** Documents the header of @IfMatch. */
export const ApiIfMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The version that is being edited; 412 when it is stale. Without it the last write wins.',
      schema: { type: 'string', example: '3' },
    }),
  );
