import fs, { existsSync, readdirSync } from 'node:fs';
import disk from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { preparePicture } from '../src/uploads/prepare-picture';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { CoreUnderTest, Member } from './support/core-under-test';
import { open, photo, upload } from './support/upload';

const DAY_MS = 25 * 3_600_000;
const PDF = Buffer.concat([Buffer.from('%PDF-1.4 '), Buffer.alloc(300_000, 'x')]);

const refused = (code: string): Error => Object.assign(new Error(`${code}: the disk refuses`), { code });
/** Writing here is always refused by the system itself. */
const withoutRoom = existsSync('/dev/full') ? it : it.skip;

describe('uploads while the disk is full', () => {
  let core: CoreUnderTest;
  let owner: Member;
  let errors: jest.SpyInstance;
  beforeAll(async () => {
    core = await CoreUnderTest.start();
    owner = core.member();
  });
  beforeEach(() => {
    errors = jest.spyOn(Logger.prototype, 'error');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => core.stop());

  const isPutOff = async (headers: Record<string, string> = {}): Promise<void> => {
    const answer = await upload(core, owner, PDF, { headers });
    expect(answer).toMatchObject({ status: 503, error: { code: 'SERVICE_UNAVAILABLE', details: { retry_after: 60 } } });
    expect(answer.headers.get('retry-after')).toBe('60');
  };
  const named = (): unknown[] =>
    errors.mock.calls.map(([line]) => (line as { folder?: string }).folder).filter(Boolean);
  const kept = (): string[] =>
    readdirSync(core.config.UPLOADS_DIR, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const arriving = (): Promise<number> => core.db.collection('uploads').countDocuments({ state: 'arriving' });

  it.each(['ENOSPC', 'EDQUOT', 'EROFS'])('are put off with an error that names the folder: %s', async (code) => {
    const before = await arriving();
    jest.spyOn(disk, 'copyFile').mockImplementationOnce(async (_from, to) => {
      await disk.writeFile(to, 'half');
      throw refused(code);
    });
    await isPutOff();
    expect(named()).toEqual([core.config.UPLOADS_DIR]);
    expect(kept()).toEqual([]);
    expect(await arriving()).toBe(before + 1);
  });

  it('leave a row that is swept', async () => {
    expect(await arriving()).toBeGreaterThan(0);
    const sweep = core.get(SweepUploads);
    expect(await sweep.run(new Date())).toBe(0);
    await sweep.run(new Date(Date.now() + DAY_MS));
    expect(await core.db.collection('uploads').countDocuments()).toBe(0);
  });

  it('arrive with the same key once there is room', async () => {
    const headers = { 'idempotency-key': 'a-full-disk-1' };
    jest.spyOn(disk, 'copyFile').mockRejectedValueOnce(refused('ENOSPC'));
    await isPutOff(headers);
    const { status, data } = await upload(core, owner, PDF, { headers });
    expect(status).toBe(201);
    expect((await open(core, data.upload.url)).bytes).toHaveLength(PDF.length);
  });

  it('are put off where no folder for receiving them can be made', async () => {
    jest.spyOn(disk, 'mkdtemp').mockRejectedValueOnce(refused('ENOSPC'));
    await isPutOff();
    expect(named()).toHaveLength(1);
  });

  it('are kept, and do not end the process, where the folder of their receiving cannot be deleted', async () => {
    const unheard = jest.fn();
    process.on('unhandledRejection', unheard);
    const warnings = jest.spyOn(Logger.prototype, 'warn');
    const left: string[] = [];
    const deleting = jest.spyOn(disk, 'rm').mockImplementation(async (file, options) => {
      if (!options?.recursive) return;
      left.push(String(file));
      throw refused('EROFS');
    });
    expect((await upload(core, owner, PDF)).status).toBe(201);
    expect(warnings).toHaveBeenCalledWith(expect.objectContaining({ msg: 'a received upload cannot be deleted' }));
    expect(unheard).not.toHaveBeenCalled();
    process.off('unhandledRejection', unheard);
    deleting.mockRestore();
    for (const folder of left) await disk.rm(folder, { recursive: true });
  });

  withoutRoom('are not called malformed where they cannot be received', async () => {
    const { createWriteStream } = fs;
    jest.spyOn(fs, 'createWriteStream').mockImplementationOnce(() => createWriteStream('/dev/full'));
    await isPutOff();
    expect(named()).toHaveLength(1);
  });

  withoutRoom('are not called broken where a picture cannot be written', async () => {
    const folder = await disk.mkdtemp(`${core.config.UPLOADS_DIR}-`);
    await disk.writeFile(`${folder}/original`, await photo());
    const to = { picture: '/dev/full', thumbnail: `${folder}/thumbnail` };
    const prepared = preparePicture(`${folder}/original`, 'image/jpeg', to);
    await expect(prepared).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await disk.rm(folder, { recursive: true });
  });
});
