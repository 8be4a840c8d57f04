import { Role, ROLES } from '@dongbaejul/contracts';
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

/** @throws NOT_ON_YOURSELF, SUPERADMIN_REQUIRED */
export function assertMayGrant(actor: Party, target: Party, roles: readonly Role[]): void {
  if (actor.id === target.id) throw AdminUserErrors.NOT_ON_YOURSELF();
  const moves = GUARDED.some((role) => target.roles.includes(role) !== roles.includes(role));
  if (moves && !isSuperadmin(actor)) throw AdminUserErrors.SUPERADMIN_REQUIRED();
}

/** Blocking and merging. @throws NOT_ON_YOURSELF, SUPERADMIN_REQUIRED */
export function assertMayActOn(actor: Party, target: Party): void {
  if (actor.id === target.id) throw AdminUserErrors.NOT_ON_YOURSELF();
  if (target.roles.some((role) => GUARDED.includes(role)) && !isSuperadmin(actor)) {
    throw AdminUserErrors.SUPERADMIN_REQUIRED();
  }
}
