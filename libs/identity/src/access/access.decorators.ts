import type { AuditActor, Permission, Role } from '@dongbaejul/contracts';
import { CommonErrors, rolesWith } from '@dongbaejul/contracts';
import { applyDecorators, createParamDecorator, ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Identity } from '../identity';

/**
 * Who may use a route. `member` (the default): any account that has been admitted. `session`: any signed-in account,
 * admitted or not. `optional`: anyone, but a token that is sent has to be good. A list: accounts with one of these roles.
 */
export type Access = 'public' | 'optional' | 'session' | 'member' | 'internal' | readonly Role[];

export const ACCESS_KEY = 'dongbaejul:access';

const access = (value: Access): MethodDecorator & ClassDecorator => SetMetadata(ACCESS_KEY, value);

/** Anyone, without signing in. The request still has to come through the gateway. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(access('public'), ApiExtension('x-access', 'public'));

/** Anyone; who signs in as well may be given more. The service decides what that is. */
export const OptionalSession = (): MethodDecorator & ClassDecorator =>
  applyDecorators(access('optional'), ApiBearerAuth(), ApiExtension('x-access', 'optional'));

/** Any signed-in account, also one that waits for admission. */
export const AnySession = (): MethodDecorator & ClassDecorator =>
  applyDecorators(access('session'), ApiBearerAuth(), ApiExtension('x-access', 'session'));

/** Any admitted account. The default; written out so that OpenAPI shows it. */
export const Members = (): MethodDecorator & ClassDecorator =>
  applyDecorators(access('member'), ApiBearerAuth(), ApiExtension('x-access', 'member'));

/** Accounts that hold one of these roles. */
export const Roles = (...roles: Role[]): MethodDecorator & ClassDecorator =>
  applyDecorators(access(roles), ApiBearerAuth(), ApiExtension('x-access', roles));

/** Accounts whose roles hold the permission (contracts, PERMISSIONS). */
export const Requires = (permission: Permission): MethodDecorator & ClassDecorator => Roles(...rolesWith(permission));

/** Called by other services of the house only, signed by them; never routed by the gateway. */
export const Internal = (): MethodDecorator & ClassDecorator =>
  applyDecorators(access('internal'), ApiExcludeEndpoint());

/** Who asks. On a route that needs no session this is an error of ours: use it where a session is certain. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Identity => {
  const { identity } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!identity) throw CommonErrors.SIGN_IN_REQUIRED();
  return identity as Identity;
});

/** Who asks, where somebody does; for routes with `OptionalSession`. */
export const MaybeUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Identity | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().identity as Identity | undefined,
);

/** The client's address as the edge saw it. */
export const ClientAddress = createParamDecorator(
  (_: unknown, context: ExecutionContext): string =>
    context.switchToHttp().getRequest<FastifyRequest>().clientAddress ?? '',
);

/** Who asks, as the audit log names them: spread it into an AuditEntry. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): AuditActor => {
  const { identity, clientAddress } = context.switchToHttp().getRequest<FastifyRequest>();
  const { userId, roles } = (identity ?? {}) as Partial<Identity>;
  return { actor_id: userId ?? null, actor_roles: [...(roles ?? [])], client_address: clientAddress ?? null };
});
