import { cookieFor, cookieIn, isFromOurPages } from './refresh-cookie';

describe('the refresh cookie', () => {
  it('cannot be read by scripts, travel in clear, or be sent by another site or to another route', () => {
    expect(cookieFor('abc')).toBe(
      '__Secure-refresh_token=abc; Max-Age=2592000; Path=/api/v1/auth; HttpOnly; Secure; SameSite=Strict',
    );
  });

  it.each([
    ['__Secure-refresh_token=abc', 'abc'],
    ['a=1; __Secure-refresh_token=a-b_c; b=2', 'a-b_c'],
    ['__Secure-refresh_token=', undefined],
    ['x__Secure-refresh_token=abc', undefined],
    ['refresh_token=abc', undefined],
    ['__Secure-refresh_token=abc; __Secure-refresh_token=def', undefined],
    [undefined, undefined],
  ])('of %j is %j', (header, token) => expect(cookieIn(header)).toBe(token));

  it.each([
    [{ origin: 'https://club.example' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://club.example', 'sec-fetch-site': 'cross-site' }, true],
    [{ origin: 'https://club.example.evil.test' }, false],
    [{ origin: 'null' }, false],
    [{ origin: 'https://evil.test', 'sec-fetch-site': 'same-site' }, false],
    [{}, false],
  ])('sent with %j is taken: %s', (headers, taken) =>
    expect(isFromOurPages(headers, ['https://club.example'])).toBe(taken),
  );
});
