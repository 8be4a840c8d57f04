import { shownUpload, signShownUploadsWith } from './shown-uploads';
import { UploadAddresses, uploadIdIn, uploadPath } from './upload-addresses';

const ID = '65f0000000000000000000aa';
const SECRET = 'a-secret-that-only-tests-know-000000';

describe('addresses of uploads', () => {
  let now = 1_700_000_000_000;
  const addresses = new UploadAddresses(SECRET, () => now);
  const read = (address: string): [number, string] => {
    const query = new URL(address, 'http://x').searchParams;
    return [Number(query.get('expires')), query.get('signature') as string];
  };

  it('open what they were made for, for 15 to 20 minutes', () => {
    const [expires, signature] = read(addresses.of(ID, 'original'));
    expect(addresses.audienceOf(ID, 'original', expires, signature)).toBe('members');
    now += 15 * 60_000;
    expect(addresses.audienceOf(ID, 'original', expires, signature)).toBe('members');
    now += 5 * 60_000 + 1_000;
    expect(addresses.audienceOf(ID, 'original', expires, signature)).toBeUndefined();
  });

  it('tell whom they were given to', () => {
    const [expires, signature] = read(addresses.of(ID, 'original', 'few'));
    expect(addresses.audienceOf(ID, 'original', expires, signature)).toBe('few');
    expect(read(addresses.of(ID, 'original'))[1]).not.toBe(signature);
  });

  it('open nothing else', () => {
    const [expires, signature] = read(addresses.of(ID, 'thumbnail'));
    const other = new UploadAddresses('another-secret-that-only-tests-know', () => now);
    expect([
      addresses.audienceOf(ID, 'original', expires, signature),
      addresses.audienceOf(ID.replace('aa', 'ab'), 'thumbnail', expires, signature),
      addresses.audienceOf(ID, 'thumbnail', expires + 60, signature),
      addresses.audienceOf(ID, 'thumbnail', expires, ''),
      other.audienceOf(ID, 'thumbnail', expires, signature),
    ]).toEqual(Array(5).fill(undefined));
  });

  it.each([
    [ID, ID],
    [uploadPath(ID), ID],
    [addresses.of(ID, 'thumbnail'), ID],
    [`https://club.example${uploadPath(ID)}?expires=1&signature=x`, ID],
    ['https://club.example/a.png', undefined],
    [`${uploadPath(ID)}/x`, undefined],
    [`/api/v1/uploads/${ID}0`, undefined],
    [`javascript:${uploadPath(ID)}`, undefined],
    ['', undefined],
  ])('know the upload in %s', (text, id) => expect(uploadIdIn(text)).toBe(id));

  it('are made for what is shown, and for nothing that is elsewhere', () => {
    expect(shownUpload(uploadPath(ID))).toBe(uploadPath(ID));
    signShownUploadsWith(addresses);
    expect(shownUpload(uploadPath(ID))).toBe(addresses.of(ID, 'thumbnail'));
    expect(shownUpload(uploadPath(ID), 'original')).toBe(addresses.of(ID, 'original'));
    expect(shownUpload('https://pictures.test/1.jpg')).toBe('https://pictures.test/1.jpg');
    expect(shownUpload(null)).toBeNull();
  });
});
