import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CoreUnderTest, Member } from './support/core-under-test';
import { open, photo, upload } from './support/upload';

const PDF = Buffer.from('%PDF-1.4 a file');

describe('uploads while the store that speaks S3', () => {
  let store: Server;
  let status: number;
  let core: CoreUnderTest;
  let owner: Member;
  beforeAll(async () => {
    store = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end());
    });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    core = await CoreUnderTest.start({
      UPLOADS_S3_BUCKET: 'uploads',
      UPLOADS_S3_ENDPOINT: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
      UPLOADS_S3_ACCESS_KEY_ID: 'id',
      UPLOADS_S3_SECRET_ACCESS_KEY: 'secret',
    });
    owner = core.member();
  });
  beforeEach(() => (status = 200));
  afterAll(async () => {
    await core.stop();
    store.close();
  });

  const isPutOff = { status: 503, error: { code: 'SERVICE_UNAVAILABLE', details: { retry_after: 5 } } };

  it.each([500, 503, 429])('answers %i are put off, and taken when it is well again', async (failing) => {
    const key = { 'idempotency-key': `again-${failing}` };
    status = failing;
    expect(await upload(core, owner, PDF, { headers: key })).toMatchObject(isPutOff);
    status = 200;
    expect((await upload(core, owner, PDF, { headers: key })).status).toBe(201);
  });

  it('fails are put off when they are opened, too', async () => {
    const { data } = await upload(core, owner, await photo());
    status = 503;
    const { status: opened } = await open(core, data.upload.url);
    expect(opened).toBe(503);
  });

  it('refuses what core is allowed are our own fault', async () => {
    status = 403;
    expect((await upload(core, owner, PDF)).error.code).toBe('INTERNAL');
  });

  it('is away are put off', async () => {
    const { data } = await upload(core, owner, PDF);
    store.closeAllConnections();
    await new Promise((resolve) => store.close(resolve));
    expect(await upload(core, owner, PDF)).toMatchObject(isPutOff);
    expect((await open(core, data.upload.url)).status).toBe(503);
  });
});
