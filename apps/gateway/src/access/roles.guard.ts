import { checkAccess, Identity } from '@dongbaejul/identity';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { accessOf } from './jwt-auth.guard';

/** Global, after JwtAuthGuard: 403 for those whose roles do not fit the route. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { identity } = context.switchToHttp().getRequest<FastifyRequest>();
    checkAccess(accessOf(context, this.reflector), identity as Identity | undefined);
    return true;
  }
}
