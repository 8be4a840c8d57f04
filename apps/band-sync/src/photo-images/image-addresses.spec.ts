import { SecretBox } from '@dongbaejul/persistence';
import { ImageAddresses } from './image-addresses';

const HOUR = 3_600_000;
const key = (fill: number, kid: string): string => `${kid}:${Buffer.alloc(32, fill).toString('base64')}`;
const addresses = new ImageAddresses(new SecretBox([key(1, 'a')]));
const ID = '64b000000000000000000001';

function parts(address: string): [string, number, number, string] {
  const url = new URL(address, 'http://x');
  const get = (name: string): string => url.searchParams.get(name) ?? '';
  return [url.pathname.split('/')[4] ?? '', Number(get('size')), Number(get('expires')), get('signature')];
}

describe('the address of a picture', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');

  it('holds for 6 to 12 hours, and stays the same for a while', () => {
    const [id, size, expires, signature] = parts(addresses.of(ID, 320, now));
    expect(addresses.holds(id, size, expires, signature, now)).toBe(true);
    expect(addresses.holds(id, size, expires, signature, now + 6 * HOUR)).toBe(true);
    expect(addresses.holds(id, size, expires, signature, now + 13 * HOUR)).toBe(false);
    expect(addresses.of(ID, 320, now + 60_000)).toBe(addresses.of(ID, 320, now));
  });

  it('holds for its photo, size and time alone', () => {
    const [id, size, expires, signature] = parts(addresses.of(ID, 320, now));
    expect(addresses.holds('64b000000000000000000002', size, expires, signature, now)).toBe(false);
    expect(addresses.holds(id, 640, expires, signature, now)).toBe(false);
    expect(addresses.holds(id, size, expires + 1, signature, now)).toBe(false);
    expect(addresses.holds(id, size, expires, `${signature}x`, now)).toBe(false);
    expect(addresses.holds(id, size, expires, '', now)).toBe(false);
  });

  it('holds while its key is listed', () => {
    const rotated = new ImageAddresses(new SecretBox([key(2, 'b'), key(1, 'a')]));
    expect(rotated.holds(...parts(addresses.of(ID, 320, now)), now)).toBe(true);
    const gone = new ImageAddresses(new SecretBox([key(2, 'b')]));
    expect(gone.holds(...parts(addresses.of(ID, 320, now)), now)).toBe(false);
  });
});
