import { CommonErrors } from '@dongbaejul/contracts';
import type { Identity } from '../identity';
import { IdentityErrors } from '../identity.errors';
import type { Access } from './access.decorators';

/**
 * The one rule for who may pass, at the edge and again in the service.
 * @throws SIGN_IN_REQUIRED, NOT_ADMITTED or ROLE_REQUIRED
 */
export function checkAccess(access: Access, identity: Pick<Identity, 'roles'> | undefined): void {
  if (access === 'public' || access === 'optional') return;
  if (!identity) throw CommonErrors.SIGN_IN_REQUIRED();
  if (access === 'session') return;
  if (identity.roles.length === 0) throw IdentityErrors.NOT_ADMITTED();
  if (access === 'member') return;
  if (access === 'internal' || !identity.roles.some((role) => access.includes(role)))
    throw IdentityErrors.ROLE_REQUIRED();
}
