import { AppError, CommonErrors, Permission, Role, rolesWith } from '@dongbaejul/contracts';
import type { Identity } from '../identity';
import { IdentityErrors } from '../identity.errors';
import type { Access } from './access.decorators';

type Who = Pick<Identity, 'roles' | 'withheldRoles'>;

/**
 * The one rule for who may pass, at the edge and again in the service.
 * @throws SIGN_IN_REQUIRED, NOT_ADMITTED, ROLE_REQUIRED, or SECOND_FACTOR_REQUIRED where only that is missing
 */
export function checkAccess(access: Access, identity: Who | undefined): void {
  if (access === 'public' || access === 'optional') return;
  if (!identity) throw CommonErrors.SIGN_IN_REQUIRED();
  if (access === 'session' || passes(access, identity.roles)) return;
  if (passes(access, identity.withheldRoles ?? [])) throw IdentityErrors.SECOND_FACTOR_REQUIRED();
  throw identity.roles.length === 0 ? IdentityErrors.NOT_ADMITTED() : IdentityErrors.ROLE_REQUIRED();
}

/**
 * Why a person is kept from what a permission allows, for rules that ask for more than a route's access.
 * @param otherwise the rule's own reason
 * @returns SECOND_FACTOR_REQUIRED where only that keeps the permission from them
 */
export function refusal(who: Who, permission: Permission, otherwise: AppError): AppError {
  return passes(rolesWith(permission), who.withheldRoles ?? []) ? IdentityErrors.SECOND_FACTOR_REQUIRED() : otherwise;
}

function passes(access: 'member' | 'internal' | readonly Role[], roles: readonly Role[]): boolean {
  if (access === 'member') return roles.length > 0;
  return access !== 'internal' && roles.some((role) => access.includes(role));
}
