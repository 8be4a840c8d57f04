import { statusOf } from './present-invitation';

const invitation = { revokedAt: null, usesLeft: 1, expiresAt: new Date(1_000) };

describe('an invitation', () => {
  it('can be used until it is used up, expires or is withdrawn', () => {
    expect(statusOf(invitation, 999)).toBe('usable');
    expect(statusOf(invitation, 1_000)).toBe('expired');
    expect(statusOf({ ...invitation, usesLeft: 0 }, 2_000)).toBe('used');
    expect(statusOf({ ...invitation, usesLeft: 0, revokedAt: new Date(1) }, 2_000)).toBe('revoked');
  });
});
