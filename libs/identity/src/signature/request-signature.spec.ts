import type { Identity } from '../identity';
import { RequestSigner, SIGNATURE_LIFETIME_MS, SignedRequest } from './request-signature';

const identity: Identity = {
  userId: 'a'.repeat(24),
  username: '김 민수',
  roles: ['USER', 'OPERATOR'],
  sessionId: 's1',
};
const request: SignedRequest = {
  service: 'core',
  method: 'GET',
  path: '/api/v1/posts?page=1',
  identity,
  clientAddress: '1.2.3.4',
};

describe('RequestSigner', () => {
  let now = 1_000_000;
  const signer = new RequestSigner('s'.repeat(32), () => now);

  it('gives back what was signed, names in any script included', () => {
    expect(signer.check(request, signer.sign(request))).toEqual({ identity, clientAddress: '1.2.3.4' });
  });
  it('carries roles that wait for a second factor, and lets nobody add, change or drop them', () => {
    const withheldRoles = ['OPERATOR' as const];
    const waiting = { ...request, identity: { ...identity, roles: ['USER' as const], withheldRoles } };
    const headers = signer.sign(waiting);
    expect(signer.check(request, headers)?.identity).toEqual(waiting.identity);
    const name = 'x-user-withheld-roles';
    for (const value of ['ADMIN', undefined]) {
      expect(signer.check(request, { ...headers, [name]: value })).toBeUndefined();
    }
    expect(signer.check(request, { ...signer.sign(request), [name]: 'ADMIN' })).toBeUndefined();
  });
  it('vouches for an anonymous request as well, and for a service that calls', () => {
    const anonymous = { ...request, identity: undefined };
    expect(signer.check(request, signer.sign(anonymous))).toEqual({ clientAddress: '1.2.3.4' });
    expect(signer.check(request, signer.sign({ ...anonymous, caller: 'gateway' }))?.caller).toBe('gateway');
  });
  it.each([
    ['another service', { ...request, service: 'auth' as const }],
    ['another method', { ...request, method: 'POST' }],
    ['another path', { ...request, path: '/api/v1/posts?page=2' }],
  ])('refuses a signature replayed to %s', (_name, elsewhere) => {
    expect(signer.check(elsewhere, signer.sign(request))).toBeUndefined();
  });
  it.each(['x-user-id', 'x-user-username', 'x-user-roles', 'x-session-id', 'x-client-address'])(
    'refuses an altered or removed %s',
    (name) => {
      const headers = signer.sign(request);
      expect(signer.check(request, { ...headers, [name]: `${headers[name]}x` })).toBeUndefined();
      expect(signer.check(request, { ...headers, [name]: undefined })).toBeUndefined();
    },
  );
  it('refuses an added caller, a header sent twice, another secret and nothing at all', () => {
    const headers = signer.sign(request);
    expect(signer.check(request, { ...headers, 'x-caller-service': 'auth' })).toBeUndefined();
    expect(signer.check(request, { ...headers, 'x-user-id': [identity.userId, identity.userId] })).toBeUndefined();
    expect(new RequestSigner('t'.repeat(32), () => now).check(request, headers)).toBeUndefined();
    expect(signer.check(request, {})).toBeUndefined();
  });
  it('refuses a signature that is older than 30 s, or from the future', () => {
    const headers = signer.sign(request);
    now += SIGNATURE_LIFETIME_MS + 1;
    expect(signer.check(request, headers)).toBeUndefined();
    now -= 2 * SIGNATURE_LIFETIME_MS + 2;
    expect(signer.check(request, headers)).toBeUndefined();
  });
});
