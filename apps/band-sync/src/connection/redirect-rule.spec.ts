import { isAllowedRedirect, withParameters } from './redirect-rule';

const ALLOWED = ['dongbaejul://auth/callback', 'https://app.club.test/back', 'http://localhost:*'];

/** The cases of auth and band-sync are the same: each keeps a copy of the rule. */
describe('redirect_uri', () => {
  it.each([
    'dongbaejul://auth/callback',
    'https://app.club.test/back',
    'http://localhost:5173/auth/back',
    'http://localhost',
  ])('%s is allowed', (uri) => expect(isAllowedRedirect(uri, ALLOWED)).toBe(true));

  it.each([
    'dongbaejul://auth/callback/more',
    'https://app.club.test/back?next=evil',
    'https://app.club.test.evil.test/back',
    'http://app.club.test/back',
    'https://localhost:5173/back',
    'http://localhost.evil.test/',
    'http://localhost@evil.test/',
    'http://:pw@localhost',
    'http://user@localhost:5173/',
    'http://user:pw@localhost:5173/',
    'http://localhost:5173@evil.test/',
    'http://localhost:1/#x',
    'http://localhost\\@evil.test/',
    'javascript:alert(1)',
    'not an address',
  ])('%s is not', (uri) => expect(isAllowedRedirect(uri, ALLOWED)).toBe(false));

  it('keeps its own query', () => {
    expect(withParameters('http://localhost/back?a=1', { b: '2 3' })).toBe('http://localhost/back?a=1&b=2+3');
    expect(withParameters('dongbaejul://auth/callback', { b: '2' })).toBe('dongbaejul://auth/callback?b=2');
  });
});
