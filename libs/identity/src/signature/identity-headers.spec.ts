import { isReservedHeader } from './identity-headers';

describe('isReservedHeader', () => {
  it.each([
    'X-User-Id',
    'x_user_id',
    'X.User.Roles',
    'x-USER_username',
    'X-Session-Id',
    'x-identity-signature',
    'X_Caller.Service',
    'x-client-address',
  ])('takes %s for ours', (name) => expect(isReservedHeader(name)).toBe(true));
  it.each(['x-request-id', 'user-agent', 'x-custom', 'idempotency-key'])('leaves %s alone', (name) =>
    expect(isReservedHeader(name)).toBe(false),
  );
});
