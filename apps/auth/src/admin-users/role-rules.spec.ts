import type { Role } from '@dongbaejul/contracts';
import { assertHolds, assertMayActOn, assertMayGrant, sameRoles, tidyRoles } from './role-rules';

const party = (id: string, ...roles: Role[]) => ({ id, roles });
const admin = party('admin', 'USER', 'ADMIN');
const superadmin = party('super', 'USER', 'SUPERADMIN');

describe('who may give roles to whom', () => {
  it('lets admins make and unmake operators and auditors', () => {
    expect(() => assertMayGrant(admin, party('x', 'USER'), ['USER', 'OPERATOR', 'AUDITOR'])).not.toThrow();
    expect(() => assertMayGrant(admin, party('x', 'USER', 'OPERATOR'), ['USER'])).not.toThrow();
    expect(() => assertMayGrant(admin, party('x', 'USER', 'ADMIN'), ['USER', 'ADMIN', 'OPERATOR'])).not.toThrow();
  });

  it.each<[Role[], Role[]]>([
    [['USER'], ['USER', 'ADMIN']],
    [['USER', 'ADMIN'], ['USER']],
    [['USER'], ['USER', 'SUPERADMIN']],
    [
      ['USER', 'SUPERADMIN'],
      ['USER', 'ADMIN'],
    ],
  ])('leaves %j to %j to superadmins', (from, to) => {
    expect(() => assertMayGrant(admin, party('x', ...from), to)).toThrow('SUPERADMIN_REQUIRED');
    expect(() => assertMayGrant(superadmin, party('x', ...from), to)).not.toThrow();
  });

  it('asks for the permission as it is now, not as the token said', () => {
    for (const actor of [party('x'), party('x', 'USER'), party('x', 'USER', 'OPERATOR', 'AUDITOR')]) {
      expect(() => assertMayGrant(actor, party('y', 'USER'), ['USER', 'OPERATOR'])).toThrow('FORBIDDEN');
      expect(() => assertMayActOn(actor, party('y', 'USER'))).toThrow('FORBIDDEN');
    }
    expect(() => assertHolds(party('x', 'OPERATOR'), 'users:approve')).not.toThrow();
    expect(() => assertHolds(party('x', 'AUDITOR'), 'users:approve')).toThrow('FORBIDDEN');
  });

  it('lets nobody change their own', () => {
    expect(() => assertMayGrant(superadmin, superadmin, ['USER'])).toThrow('NOT_ON_YOURSELF');
    expect(() => assertMayGrant(admin, admin, ['USER', 'ADMIN', 'AUDITOR'])).toThrow('NOT_ON_YOURSELF');
  });

  it('lets admins block members and staff, but neither admins nor themselves', () => {
    expect(() => assertMayActOn(admin, party('x', 'USER', 'OPERATOR'))).not.toThrow();
    expect(() => assertMayActOn(admin, party('x', 'ADMIN'))).toThrow('SUPERADMIN_REQUIRED');
    expect(() => assertMayActOn(superadmin, party('x', 'SUPERADMIN'))).not.toThrow();
    expect(() => assertMayActOn(superadmin, superadmin)).toThrow('NOT_ON_YOURSELF');
  });

  it('keeps everyone a member', () => {
    expect(tidyRoles([])).toEqual(['USER']);
    expect(tidyRoles(['SUPERADMIN', 'OPERATOR', 'SUPERADMIN'])).toEqual(['USER', 'OPERATOR', 'SUPERADMIN']);
    expect(sameRoles(['OPERATOR'], ['USER', 'OPERATOR'])).toBe(true);
  });
});
