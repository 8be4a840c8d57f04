import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Device } from './sessions.service';

const LONGEST_NAME = 200;

/** The device that a request comes from, as far as it says. */
export const RequestDevice = createParamDecorator((_: unknown, context: ExecutionContext): Device => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const name = request.headers['user-agent'] ?? '';
  return { address: request.clientAddress ?? '', name: name.slice(0, LONGEST_NAME) };
});
