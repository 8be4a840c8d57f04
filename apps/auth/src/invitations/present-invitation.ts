import type { InvitationDto, InvitationStatus } from './dto/invitations.dto';
import type { Invitation } from './invitation.schema';

export function statusOf(
  { revokedAt, usesLeft, expiresAt }: Pick<Invitation, 'revokedAt' | 'usesLeft' | 'expiresAt'>,
  now: number,
): InvitationStatus {
  if (revokedAt) return 'revoked';
  if (usesLeft < 1) return 'used';
  return expiresAt.getTime() <= now ? 'expired' : 'usable';
}

/** @param names display names of those who came by it */
export const invitationOf = (row: Invitation, names: ReadonlyMap<string, string>): InvitationDto => ({
  id: row._id.toHexString(),
  status: statusOf(row, Date.now()),
  email: row.email ?? null,
  note: row.note,
  max_uses: row.maxUses,
  uses_left: row.usesLeft,
  used_by: row.uses.map(({ accountId, at }) => ({
    id: accountId.toHexString(),
    display_name: names.get(accountId.toHexString()) ?? '',
    at: at.toISOString(),
  })),
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
});

/** What the audit log keeps of an invitation: no address, no code. */
export const auditViewOf = ({ email, maxUses, usesLeft, expiresAt }: Invitation): object => ({
  mailed: email !== undefined,
  max_uses: maxUses,
  uses_left: usesLeft,
  expires_at: expiresAt.toISOString(),
});
