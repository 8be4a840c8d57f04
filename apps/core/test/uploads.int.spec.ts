import { expectIndexed } from '@dongbaejul/testing';
import { MongoConnection, Transactions } from '@dongbaejul/persistence';
import { createServer, Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Types } from 'mongoose';
import S3rver from 's3rver';
import sharp from 'sharp';
import type { PostAnswer, PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { S3Storage } from '../src/uploads/storage/s3-storage';
import { UploadStorage } from '../src/uploads/storage/upload-storage';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { UploadsRepository } from '../src/uploads/uploads.repository';
import { UploadsService } from '../src/uploads/uploads.service';
import { CoreUnderTest, Member } from './support/core-under-test';
import { open, photo, upload } from './support/upload';
import { write } from './support/write';

const DAY_MS = 25 * 3_600_000;

describe.each(['a local folder', 'S3'])('uploads in %s', (where) => {
  let core: CoreUnderTest;
  let owner: Member;
  let other: Member;
  let s3: { server: Server; close(): Promise<void>; folder: string } | undefined;

  beforeAll(async () => {
    s3 = where === 'S3' ? await startS3() : undefined;
    core = await CoreUnderTest.start({
      ...(s3 && {
        UPLOADS_S3_BUCKET: 'uploads',
        UPLOADS_S3_ENDPOINT: `http://127.0.0.1:${(s3.server.address() as AddressInfo).port}`,
        UPLOADS_S3_ACCESS_KEY_ID: 'S3RVER',
        UPLOADS_S3_SECRET_ACCESS_KEY: 'S3RVER',
      }),
    });
    [owner, other] = [core.member(), core.member()];
  });
  afterAll(async () => {
    await core.stop();
    await s3?.close();
  });

  it('uses what was configured', () =>
    expect(core.get(UploadStorage as never) instanceof S3Storage).toBe(where === 'S3'));

  it('turns pictures upright and takes their place from them', async () => {
    const original = await photo(60, 40);
    expect((await sharp(original).metadata()).exif).toBeDefined();
    const { status, data } = await upload(core, owner, original, { name: '정모.jpg' });
    expect({ status, data }).toMatchObject({
      status: 201,
      data: { upload: { width: 40, height: 60, content_type: 'image/jpeg', name: '정모.jpg' } },
    });
    const { bytes, headers } = await open(core, data.upload.url);
    expect(headers.get('content-type')).toBe('image/jpeg');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(bytes).toHaveLength(data.upload.size);
    const { width, height, exif, orientation } = await sharp(bytes).metadata();
    expect({ width, height, exif, orientation }).toEqual({ width: 40, height: 60 });
  });

  it('makes thumbnails', async () => {
    const { data } = await upload(core, owner, await photo(1_200, 900));
    const { status, headers, bytes } = await open(core, data.upload.thumbnail_url!);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'image/webp' });
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 300, height: 400 });
  });

  it('knows files by what is in them', async () => {
    const pdf = await upload(core, owner, Buffer.from('%PDF-1.4 …'), { name: '회칙.jpg' });
    expect(pdf.data.upload).toMatchObject({ content_type: 'application/pdf', thumbnail_url: null, width: null });
    const { headers } = await open(core, pdf.data.upload.url);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''/);
    for (const [content, status, code] of [
      ['<svg onload=alert(1)>', 415, 'UPLOAD_TYPE_NOT_SUPPORTED'],
      ['', 415, 'UPLOAD_TYPE_NOT_SUPPORTED'],
      ['\u00ff\u00d8\u00ff not a picture', 422, 'PICTURE_BROKEN'],
    ] as const) {
      const answer = await upload(core, owner, Buffer.from(content, 'latin1'), { name: 'a.jpg' });
      expect({ status: answer.status, code: answer.error.code }).toEqual({ status, code });
    }
  });

  it('refuses what is too large, and what is no upload', async () => {
    const large = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(20 * 1024 * 1024)]);
    expect(await upload(core, owner, large)).toMatchObject({ status: 413, error: { code: 'UPLOAD_TOO_LARGE' } });
    const json = await owner.client.post('/uploads', { file: 'x' });
    expect(json).toMatchObject({ status: 415, error: { code: 'UPLOAD_NOT_MULTIPART' } });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    for (const raw of ['', '--x\r\n\r\n', '--x--\r\n', 'nonsense']) {
      expect((await owner.client.post('/uploads', undefined, { raw, headers })).status).toBe(400);
    }
  });

  it('has one effect for one key, and tells another file', async () => {
    const headers = { 'idempotency-key': `key-${where.length}` };
    const file = await photo();
    const first = await upload(core, owner, file, { headers });
    const again = await upload(core, owner, file, { headers });
    expect(again.data.upload.id).toBe(first.data.upload.id);
    expect((await upload(core, owner, await photo(61), { headers })).status).toBe(422);
  });

  it('opens to its owner and to who holds an address, until something makes it seen', async () => {
    const { data } = await upload(core, owner, await photo());
    const { id, url } = data.upload;
    const statuses = async (address: string) =>
      Promise.all([undefined, owner, other].map(async (who) => (await open(core, address, who)).status));
    expect(await statuses(url)).toEqual([200, 200, 200]);
    expect(await statuses(`/api/v1/uploads/${id}`)).toEqual([401, 200, 404]);
    const forged = url.replace(/signature=(.)/, (_all, first) => `signature=${first === '_' ? 'A' : '_'}`);
    expect(await statuses(forged)).toEqual([403, 200, 404]);
    const draft = await write(owner, { title: '초안', attachments: [id], is_published: false });
    expect(await statuses(`/api/v1/uploads/${id}`)).toEqual([401, 200, 404]);
    await owner.client.patch(`/posts/${draft.id}`, { is_published: true });
    expect(await statuses(`/api/v1/uploads/${id}`)).toEqual([401, 200, 200]);
    await owner.client.delete(`/posts/${draft.id}`);
    expect((await open(core, `/api/v1/uploads/${id}`, other)).status).toBe(404);
  });

  it('shows the files of a post with addresses that open', async () => {
    const { data } = await upload(core, owner, await photo());
    const { id: fileId } = data.upload;
    const { id } = await write(owner, { title: '사진', attachments: [fileId, 'https://example.com/a.png'] });
    const [detail, list] = [
      (await other.client.get<PostDetailAnswer>(`/posts/${id}`)).data.post,
      (await other.client.get<PostsAnswer>(`/posts?author=${owner.id}`)).data.posts.find((post) => post.id === id)!,
    ];
    for (const { attachments, files } of [detail, list]) {
      expect(attachments).toEqual([fileId, 'https://example.com/a.png']);
      expect(files).toMatchObject([{ id: fileId }]);
      expect((await open(core, files[0]!.url)).status).toBe(200);
    }
    const same = await owner.client.patch<PostAnswer>(`/posts/${id}`, { attachments: [fileId], title: '사진!' });
    expect(same).toMatchObject({ status: 200, data: { post: { files: [{ id: fileId }] } } });
  });

  it("hangs on one thing of its owner's", async () => {
    const { data } = await upload(core, owner, await photo());
    const { id } = data.upload;
    const attach = (who: Member) => who.client.post('/posts', { title: '제목', content: '본문', attachments: [id] });
    expect(await attach(other)).toMatchObject({ status: 422, error: { code: 'UPLOAD_NOT_YOURS_TO_USE' } });
    const claims = await Promise.all([attach(owner), attach(owner), attach(owner)]);
    expect(claims.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
  });

  it('is claimed by other services, as often as they ask', async () => {
    const { data } = await upload(core, owner, await photo());
    const claim = {
      upload_ids: [data.upload.id],
      owner_id: owner.id,
      hangs_on: { type: 'message', id: 'm1' },
    } as const;
    const service = core.get(UploadsService);
    for (let i = 0; i < 2; i += 1) {
      const { uploads } = await service.claim({ ...claim, upload_ids: [...claim.upload_ids] });
      expect(uploads).toMatchObject([{ id: data.upload.id, width: 40 }]);
      expect((await open(core, uploads[0]!.url)).status).toBe(200);
    }
    await expect(
      service.claim({ ...claim, upload_ids: [data.upload.id], hangs_on: { type: 'message', id: 'm2' } }),
    ).rejects.toMatchObject({ code: 'UPLOAD_NOT_YOURS_TO_USE' });
    expect((await open(core, `/api/v1/uploads/${data.upload.id}`, other)).status).toBe(404);
  });

  it('is swept when nothing holds it', async () => {
    const [lost, kept] = [await upload(core, owner, await photo()), await upload(core, owner, await photo())];
    await write(owner, { title: '사진', attachments: [kept.data.upload.id] });
    const sweep = core.get(SweepUploads);
    expect(await sweep.run(new Date())).toBe(0);
    const later = new Date(Date.now() + DAY_MS);
    const counts = await Promise.all([sweep.run(later), sweep.run(later)]);
    expect(counts[0]! + counts[1]!).toBeGreaterThan(0);
    expect((await open(core, lost.data.upload.url)).status).toBe(404);
    expect((await open(core, kept.data.upload.url)).status).toBe(200);
    const storage = core.get(UploadStorage as never as new () => UploadStorage);
    expect(await storage.get(lost.data.upload.id)).toBeUndefined();
    const bytes = await storage.get(kept.data.upload.id);
    expect(bytes).toBeInstanceOf(Readable);
    bytes?.destroy();
  });

  it('is found, claimed and swept by an index', async () => {
    const repository = core.get(UploadsRepository);
    const id = new Types.ObjectId().toHexString();
    await expectIndexed(core.db, ['uploads'], async () => {
      await repository.find(id);
      await repository.findAll([id]);
      await repository.takeExpired(new Date());
      await core.get(Transactions).run(async (session) => {
        await repository.claim(session, [id], owner.id, { type: 'post', id });
        await repository.arrived(session, new Types.ObjectId(id));
        await repository.release(session, [id], { type: 'post', id });
      });
    });
    expect(core.get(MongoConnection)).toBeDefined();
  });
});

/** An S3 server of the test's own, with one bucket. */
async function startS3(): Promise<{ server: Server; close(): Promise<void>; folder: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-'));
  const s3 = new S3rver({ directory: folder, silent: true, configureBuckets: [{ name: 'uploads', configs: [] }] });
  await s3.configureBuckets();
  const server = createServer(s3.callback() as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    folder,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
