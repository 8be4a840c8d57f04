import { maskSecrets } from './mask-secrets';

describe('maskSecrets', () => {
  it.each([
    ['GET /v2/profile?access_token=ZQAAAa&x=1', 'GET /v2/profile?access_token=[masked]&x=1'],
    ['Authorization: Bearer aaa.bbb.ccc', 'Authorization: Bearer [masked]'],
    ['mongodb://auth:hunter2@db:27017/x', 'mongodb://auth:[masked]@db:27017/x'],
    ['redis://:hunter2@cache', 'redis://:[masked]@cache'],
    ['callback?code=abc&state=s', 'callback?code=[masked]&state=s'],
    ['password=hunter2', 'password=[masked]'],
  ])('%s', (text, masked) => expect(maskSecrets(text)).toBe(masked));

  it('leaves other text alone', () =>
    expect(maskSecrets('status code 404, 코드를 확인')).toBe('status code 404, 코드를 확인'));
});
