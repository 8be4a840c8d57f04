import sharp from 'sharp';
import type { UploadAnswer } from '../../src/uploads/dto/uploads.dto';
import type { Answer } from './client';
import type { CoreUnderTest, Member } from './core-under-test';

/** Sends a file as an app does. */
export async function upload(
  core: CoreUnderTest,
  who: Member,
  file: Buffer,
  options: { name?: string; field?: string; headers?: Record<string, string> } = {},
): Promise<Answer<UploadAnswer>> {
  const form = new FormData();
  form.append(options.field ?? 'file', new Blob([new Uint8Array(file)]), options.name ?? '사진.jpg');
  const response = await fetch(`${core.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...core.signedFor(who, 'POST', '/uploads'), ...options.headers },
    body: form,
  });
  const { data, error } = (await response.json()) as Answer<UploadAnswer>;
  return { status: response.status, headers: response.headers, data, error };
}

/** Opens an address of the API, as somebody or as nobody. */
export async function open(
  core: CoreUnderTest,
  address: string,
  who?: Member,
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const path = address.replace('/api/v1', '');
  const response = await fetch(`${core.url}/api/v1${path}`, { headers: core.signedFor(who, 'GET', path) });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** A photo as a phone saves it: lying on its side, with its place. */
export const photo = (width = 60, height = 40): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#3a7' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'Phone', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
