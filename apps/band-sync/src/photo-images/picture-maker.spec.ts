import sharp, { type Sharp } from 'sharp';
import { PictureMaker } from './picture-maker';

const maker = new PictureMaker();
const cause = async (source: Buffer): Promise<string> =>
  maker
    .make(() => Promise.resolve(source), 160)
    .then(
      () => 'made',
      (error: { code: string; cause: Error }) => `${error.code}: ${error.cause.message}`,
    );
const raw = { width: 40, height: 20, channels: 3 } as const;
const blank = (): Sharp => sharp({ create: { ...raw, background: '#808080' } });

describe('what BAND sends as a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('is made smaller: %s', async (format) =>
    expect(await cause(await blank().toFormat(format).toBuffer())).toBe('made'),
  );

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>')],
    ['TIFF', () => blank().tiff().toBuffer()],
    ['a web page', () => Buffer.from('<!doctype html><title>no</title>')],
    ['nothing', () => Buffer.alloc(0)],
  ])('is not opened when it is %s', async (_kind, source) =>
    expect(await cause(await source())).toMatch(/^PHOTO_IMAGE_REFUSED: .*(unsupported image format|empty|Input)/i),
  );

  it('is refused by its size in pixels before any of it is unpacked', async () => {
    // 400 million pixels of one colour: a few hundred kilobytes that would be over a gigabyte.
    const header = { width: 20_000, height: 20_000, channels: 3, background: '#000' } as const;
    const bomb = await sharp({ create: header, limitInputPixels: false }).png({ compressionLevel: 9 }).toBuffer();
    const before = process.memoryUsage.rss();
    expect(await cause(bomb)).toMatch(/^PHOTO_IMAGE_REFUSED: .*pixel limit/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
  }, 30_000);
});
