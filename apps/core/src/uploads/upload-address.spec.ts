import { UploadAddresses } from './upload-address';

const ID = '65f0000000000000000000aa';

describe('addresses of uploads', () => {
  let now = 1_700_000_000_000;
  const addresses = new UploadAddresses('a-secret-that-only-tests-know-000000', () => now);
  const read = (address: string): [number, string] => {
    const query = new URL(address, 'http://x').searchParams;
    return [Number(query.get('expires')), query.get('signature') as string];
  };

  it('open what they were made for, for 15 to 20 minutes', () => {
    const [expires, signature] = read(addresses.of(ID, 'original'));
    expect(addresses.isGood(ID, 'original', expires, signature)).toBe(true);
    now += 15 * 60_000;
    expect(addresses.isGood(ID, 'original', expires, signature)).toBe(true);
    now += 5 * 60_000 + 1_000;
    expect(addresses.isGood(ID, 'original', expires, signature)).toBe(false);
  });

  it('open nothing else', () => {
    const [expires, signature] = read(addresses.of(ID, 'thumbnail'));
    expect(addresses.isGood(ID, 'original', expires, signature)).toBe(false);
    expect(addresses.isGood(ID.replace('aa', 'ab'), 'thumbnail', expires, signature)).toBe(false);
    expect(addresses.isGood(ID, 'thumbnail', expires + 60, signature)).toBe(false);
    expect(addresses.isGood(ID, 'thumbnail', expires, '')).toBe(false);
    const other = new UploadAddresses('another-secret-that-only-tests-know', () => now);
    expect(other.isGood(ID, 'thumbnail', expires, signature)).toBe(false);
  });
});
