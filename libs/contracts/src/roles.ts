/** Roles of an account (seeds 003 and 004 together). A role never implies another: see PERMISSIONS. */
export const ROLES = ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SUPERADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** The groups that the route tables speak of. */
export const STAFF: readonly Role[] = ['OPERATOR', 'ADMIN', 'SUPERADMIN'];
export const ADMINS: readonly Role[] = ['ADMIN', 'SUPERADMIN'];
export const STAFF_AND_AUDITORS: readonly Role[] = [...STAFF, 'AUDITOR'];

/** @param one an account or a copy of one, which may know no roles yet */
export const isStaff = (one: { roles?: readonly Role[] } | undefined): boolean =>
  one?.roles?.some((role) => STAFF.includes(role)) ?? false;

export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role);

/** Status of an account. Only `active` may use what is marked for members. */
export const ACCOUNT_STATUSES = ['pending', 'active', 'blocked', 'closed'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];
