import { isPublicAddress, judgeUrl } from './fetch-rule';

const allowed = { names: ['*.band.us', '*.pstatic.net'], origins: ['http://localhost:3090'] };

describe('where a picture may be fetched from', () => {
  it.each([
    ['https://coresos-phinf.pstatic.net/a/b.jpg?type=w', 'public-only'],
    ['https://COM.PSTATIC.NET/a', 'public-only'],
    ['https://a.band.us/x', 'public-only'],
    ['https://a.band.us./x', 'public-only'],
    ['http://localhost:3090/images/1', 'trusted'],
  ])('%s is %s', (url, verdict) => expect(judgeUrl(url, allowed)).toBe(verdict));

  it.each([
    'http://a.pstatic.net/x',
    'https://a.pstatic.net:8443/x',
    'https://user@a.pstatic.net/x',
    'https://user:pw@localhost:3090/x',
    'https://pstatic.net.evil.example/x',
    'https://evilpstatic.net/x',
    'https://pstatic.net/x',
    'https://.pstatic.net/x',
    'https://evil.example/?a.pstatic.net',
    'https://evil.example#.pstatic.net',
    'https://evil.example\\.pstatic.net/x',
    'http://localhost:3091/x',
    'http://localhost/x',
    'https://localhost:3090/x',
    'http://127.0.0.1:3090/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'gopher://a.pstatic.net/',
    'ftp://a.pstatic.net/x',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    '//a.pstatic.net/x',
    '/images/1',
    '',
  ])('%s is refused', (url) => expect(judgeUrl(url, allowed)).toBe('refused'));
});

describe('an address', () => {
  it.each(['1.1.1.1', '110.93.145.10', '223.130.192.1', '2606:4700:4700::1111'])('%s is public', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.8', '192.168.0.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', 'fe80::1', 'fc00::1', 'fd00::1'],
    ...['ff02::1', '2002:a00:1::', '2001::1', '2001:db8::1', 'localhost', ''],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});
