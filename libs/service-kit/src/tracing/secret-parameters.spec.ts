import { withoutSecrets } from './secret-parameters';

describe('withoutSecrets', () => {
  it.each([
    ['https://openapi.band.us/v2/profile?access_token=abc', 'https://openapi.band.us/v2/profile?access_token=REDACTED'],
    ['?grant_type=refresh_token&refresh_token=abc&x=1', '?grant_type=refresh_token&refresh_token=REDACTED&x=1'],
    ['/cb?code=a%26b&state=s#top', '/cb?code=REDACTED&state=REDACTED#top'],
    ['/api/v1/posts?limit=1&country_code=82', '/api/v1/posts?limit=1&country_code=82'],
  ])('%s', (address, expected) => expect(withoutSecrets(address)).toBe(expected));
});
