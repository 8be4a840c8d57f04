import { isRole, isStaff, Role } from '@dongbaejul/contracts';
import { type Identity, shownUpload } from '@dongbaejul/identity';
import type { Account, HideableField } from './account.schema';
import type { MemberDto, UserProfileDto } from './profile.dto';

type Viewer = Pick<Identity, 'userId' | 'roles'>;

const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

/** Roles count while an account is active, and only then. */
export const rolesInForce = (account: Pick<Account, 'status' | 'roles'>): Role[] =>
  account.status === 'active' ? account.roles.filter(isRole) : [];

/** The public part: what any member sees of another. */
export function memberOf(account: Account): MemberDto {
  const shown = <T>(field: HideableField, value: T): T | null =>
    account.preferences.hiddenFields.includes(field) ? null : value;
  return {
    id: account._id.toHexString(),
    username: account.username,
    display_name: account.displayName,
    avatar: shownUpload(account.avatar),
    bio: shown('bio', account.bio) ?? '',
    roles: account.roles,
    status: account.status,
    band_linked: account.bandLinked,
    grade: shown('grade', account.grade),
    gender: shown('gender', account.gender),
    created_at: account.createdAt.toISOString(),
    last_seen_at: shown('last_seen_at', isoOrNull(account.lastSeenAt)),
  };
}

/** All of it: for the member in person, and with the e-mail for staff. */
export function profileOf(account: Account): UserProfileDto {
  return {
    ...memberOf(account),
    bio: account.bio,
    grade: account.grade,
    gender: account.gender,
    last_seen_at: isoOrNull(account.lastSeenAt),
    email: account.email ?? null,
    email_verified: account.emailVerifiedAt !== null && account.emailVerifiedAt !== undefined,
    preferences: { language: account.preferences.language, hidden_fields: account.preferences.hiddenFields },
    version: account.version,
  };
}

const isSelf = (viewer: Viewer, account: Account): boolean => viewer.userId === account._id.toHexString();

/** The public part; the e-mail as well for staff and oneself. */
export function memberFor(viewer: Viewer, account: Account): MemberDto {
  const member = memberOf(account);
  const maySeeEmail = isSelf(viewer, account) || isStaff(viewer);
  return maySeeEmail ? { ...member, email: account.email ?? null } : member;
}

/** Everything of oneself, else what memberFor shows. */
export const profileFor = (viewer: Viewer, account: Account): UserProfileDto =>
  isSelf(viewer, account) ? profileOf(account) : memberFor(viewer, account);
