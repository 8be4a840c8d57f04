import type { ServiceName } from '@dongbaejul/contracts';
import { requestContext } from '@dongbaejul/service-kit';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { IdentityErrors } from '../identity.errors';
import { RequestSigner } from '../signature/request-signature';
import { Access, ACCESS_KEY } from './access.decorators';
import { checkAccess } from './check-access';

/**
 * A service's own guard, global: believes nobody but the gateway and the other services, then applies the
 * route's access rule once more, so that a slip in the gateway's table opens nothing.
 */
@Injectable()
export class SignedIdentityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly signer: RequestSigner,
    private readonly service: ServiceName,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    // Asks come over Redis and carry no person's rights; their handlers are not HTTP routes.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access =
      this.reflector.getAllAndOverride<Access | undefined>(ACCESS_KEY, [context.getHandler(), context.getClass()]) ??
      'member';
    const path = request.raw.url ?? '';
    const checked = this.signer.check({ service: this.service, method: request.method, path }, request.raw.headers);
    if (!checked) throw IdentityErrors.NOT_THROUGH_GATEWAY();
    if (access === 'internal') {
      if (!checked.caller) throw IdentityErrors.NOT_THROUGH_GATEWAY();
      return true;
    }
    if (checked.caller) throw IdentityErrors.NOT_THROUGH_GATEWAY();
    request.clientAddress = checked.clientAddress;
    if (checked.identity) {
      request.identity = checked.identity;
      const scope = requestContext();
      if (scope) scope.userId = checked.identity.userId;
    }
    checkAccess(access, checked.identity);
    return true;
  }
}
