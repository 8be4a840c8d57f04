import { ADMINS, ROLES, Role, STAFF, STAFF_AND_AUDITORS } from './roles';

/**
 * What an account may do beyond being a member, and which roles may.
 * One source for `/auth/me`, for `@Roles(...rolesWith('…'))` in services, and for the gateway's route table.
 */
export const PERMISSIONS = {
  'posts:write': ROLES,
  'posts:moderate': STAFF,
  'posts:pin': STAFF,
  'meetings:manage': STAFF,
  'games:manage': STAFF,
  'games:correct': STAFF,
  'sync:run': STAFF,
  'sync:read': STAFF_AND_AUDITORS,
  'band:connect': ADMINS,
  'band:publish': STAFF,
  'roster:manage': STAFF,
  'dead-letters:manage': ADMINS,
  'users:read': STAFF_AND_AUDITORS,
  'users:approve': STAFF,
  'users:manage': ADMINS,
  'audit:read': ['AUDITOR', ...ADMINS],
  'logs:read': ADMINS,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** The roles that hold a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission];
}

/** All permissions that any of the given roles holds, in the table's order. */
export function permissionsOf(roles: readonly Role[]): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) =>
    PERMISSIONS[permission].some((role) => roles.includes(role)),
  );
}
