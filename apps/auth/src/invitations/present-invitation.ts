import type { InvitationDto, InvitationStatus } from './dto/invitations.dto';
import type { Invitation } from './invitation.schema';

/** @param isMakerOut whether who made it is blocked, has left or may invite nobody any more */
export function statusOf(
  { revokedAt, usesLeft, expiresAt }: Pick<Invitation, 'revokedAt' | 'usesLeft' | 'expiresAt'>,
  now: number,
  isMakerOut: boolean,
): InvitationStatus {
  if (revokedAt) return 'revoked';
  if (usesLeft < 1) return 'used';
  if (expiresAt.getTime() <= now) return 'expired';
  return isMakerOut ? 'suspended' : 'usable';
}

/** What is known of the people around invitations. */
export interface AroundInvitations {
  /** Display names of those who came by them, by id. */
  names: ReadonlyMap<string, string>;
  /** Makers who are blocked, have left or may invite nobody any more. */
  out: ReadonlySet<string>;
}

export const invitationOf = (row: Invitation, { names, out }: AroundInvitations): InvitationDto => ({
  id: row._id.toHexString(),
  status: statusOf(row, Date.now(), out.has(row.createdBy)),
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
