import { CommonErrors, type Role, STAFF } from '@dongbaejul/contracts';
import { checkAccess, refusal } from './check-access';

const who = (roles: Role[], withheldRoles?: Role[]): { roles: Role[]; withheldRoles?: Role[] } => ({
  roles,
  ...(withheldRoles && { withheldRoles }),
});
const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;

describe('who may pass', () => {
  it('says why not: no session, no admission, no role', () => {
    expect(() => checkAccess('session', undefined)).toThrow(code('SIGN_IN_REQUIRED'));
    expect(() => checkAccess('member', who([]))).toThrow(code('NOT_ADMITTED'));
    expect(() => checkAccess(STAFF, who([]))).toThrow(code('NOT_ADMITTED'));
    expect(() => checkAccess(STAFF, who(['USER']))).toThrow(code('ROLE_REQUIRED'));
    expect(() => checkAccess('internal', who(['SUPERADMIN'], ['ADMIN']))).toThrow(code('ROLE_REQUIRED'));
    expect(() => checkAccess(STAFF, who(['USER', 'OPERATOR']))).not.toThrow();
  });

  it('says that a second factor is missing exactly where it would open the door', () => {
    const operator = who(['USER'], ['OPERATOR']);
    expect(() => checkAccess('session', operator)).not.toThrow();
    expect(() => checkAccess('member', operator)).not.toThrow();
    expect(() => checkAccess(STAFF, operator)).toThrow(code('SECOND_FACTOR_REQUIRED'));
    expect(() => checkAccess(['SUPERADMIN'], operator)).toThrow(code('ROLE_REQUIRED'));
    expect(() => checkAccess('member', who([], ['OPERATOR']))).toThrow(code('SECOND_FACTOR_REQUIRED'));
  });

  it('says the same for a rule inside a service', () => {
    const otherwise = CommonErrors.FORBIDDEN();
    expect(refusal(who(['USER'], ['OPERATOR']), 'posts:pin', otherwise).code).toBe('SECOND_FACTOR_REQUIRED');
    expect(refusal(who(['USER'], ['AUDITOR']), 'posts:pin', otherwise)).toBe(otherwise);
    expect(refusal(who(['USER']), 'posts:pin', otherwise)).toBe(otherwise);
  });
});
