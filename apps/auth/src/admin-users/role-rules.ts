import { CommonErrors, Permission, permissionsOf, Role, ROLES } from '@dongbaejul/contracts';
import { AdminUserErrors } from './admin-users.errors';

/** Whose power over others only a superadmin may touch. */
const GUARDED: readonly Role[] = ['ADMIN', 'SUPERADMIN'];

export interface Party {
  id: string;
  roles: readonly Role[];
}

const isSuperadmin = ({ roles }: Pick<Party, 'roles'>): boolean => roles.includes('SUPERADMIN');

/** In the table's order, each once; everyone is a member, whatever else. */
export const tidyRoles = (roles: readonly Role[]): Role[] =>
  ROLES.filter((role) => role === 'USER' || roles.includes(role));

export const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  tidyRoles(a).join() === tidyRoles(b).join();

/** Roles may have been lost since the token was issued. @throws FORBIDDEN */
export function assertHolds(actor: Party, permission: Permission): void {
  if (!permissionsOf(actor.roles).includes(permission)) throw CommonErrors.FORBIDDEN();
}

/** @throws FORBIDDEN, NOT_ON_YOURSELF, SUPERADMIN_REQUIRED */
export function assertMayGrant(actor: Party, target: Party, roles: readonly Role[]): void {
  assertHolds(actor, 'users:manage');
  if (actor.id === target.id) throw AdminUserErrors.NOT_ON_YOURSELF();
  const moves = GUARDED.some((role) => target.roles.includes(role) !== roles.includes(role));
  if (moves && !isSuperadmin(actor)) throw AdminUserErrors.SUPERADMIN_REQUIRED();
}

/** Blocking and merging. @throws FORBIDDEN, NOT_ON_YOURSELF, SUPERADMIN_REQUIRED */
export function assertMayActOn(actor: Party, target: Party): void {
  assertHolds(actor, 'users:manage');
  if (actor.id === target.id) throw AdminUserErrors.NOT_ON_YOURSELF();
  if (target.roles.some((role) => GUARDED.includes(role)) && !isSuperadmin(actor)) {
    throw AdminUserErrors.SUPERADMIN_REQUIRED();
  }
}
