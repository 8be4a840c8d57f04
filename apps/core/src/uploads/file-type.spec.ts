import { fileNameOf, fileTypeOf } from './file-type';

const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))));

describe('the type of a file', () => {
  it.each([
    ['image/jpeg', bytes(0xff, 0xd8, 0xff, 0xe0)],
    ['image/png', bytes(0x89, 'PNG\r\n', 0x1a, '\n')],
    ['image/gif', bytes('GIF89a')],
    ['image/webp', bytes('RIFF', 1, 2, 3, 4, 'WEBP')],
    ['application/pdf', bytes('%PDF-1.7')],
    ['application/zip', bytes('PK', 3, 4)],
  ])('%s is known by its bytes', (type, head) => expect(fileTypeOf(head)).toBe(type));

  it.each(['<svg xmlns="">', '<!doctype html>', 'RIFF1234WAVE', 'MZ', '#!/bin/sh', '', '%PD'])(
    '%j is not taken',
    (text) => expect(fileTypeOf(Buffer.from(text))).toBeUndefined(),
  );
});

describe('the name of a file', () => {
  it.each([
    ['정모 사진.jpg', '정모 사진.jpg'],
    ['정모.jpg'.normalize('NFD'), '정모.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\사진\\a.png', 'a.png'],
    ['a\r\nSet-Cookie: x.png', 'aSet-Cookie x.png'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['\ud800.png', '\ufffd.png'],
    [`${'가'.repeat(300)}.jpeg`, `${'가'.repeat(195)}.jpeg`],
  ])('%j becomes %j', (given, name) => expect(fileNameOf(given)).toBe(name));
});
