import { statusOf } from './present-invitation';

const invitation = { revokedAt: null, usesLeft: 1, expiresAt: new Date(1_000) };

describe('an invitation', () => {
  it('can be used until it is used up, expires or is withdrawn', () => {
    expect(statusOf(invitation, 999, false)).toBe('usable');
    expect(statusOf(invitation, 1_000, false)).toBe('expired');
    expect(statusOf({ ...invitation, usesLeft: 0 }, 2_000, false)).toBe('used');
    expect(statusOf({ ...invitation, usesLeft: 0, revokedAt: new Date(1) }, 2_000, false)).toBe('revoked');
  });

  it('lets nobody in while its maker is out, which says nothing of one that is over', () => {
    expect(statusOf(invitation, 999, true)).toBe('suspended');
    expect(statusOf(invitation, 1_000, true)).toBe('expired');
    expect(statusOf({ ...invitation, usesLeft: 0 }, 999, true)).toBe('used');
  });
});
