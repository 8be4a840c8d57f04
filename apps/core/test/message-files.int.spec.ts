import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { MessageFilesEvents } from '../src/uploads/message-files.events';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { UploadsService } from '../src/uploads/uploads.service';
import { CoreUnderTest, Member } from './support/core-under-test';
import { open, photo, upload } from './support/upload';
import { write } from './support/write';

const DAY_MS = 25 * 3_600_000;
const newId = (): string => new Types.ObjectId().toHexString();

describe('the files of a chat message that members see no more', () => {
  let core: CoreUnderTest;
  let author: Member;
  beforeAll(async () => {
    core = await CoreUnderTest.start();
    author = core.member();
  });
  afterAll(() => core.stop());

  /** A picture that hangs on a message of its own, and the address that members were given. */
  const hung = async (): Promise<{ id: string; on: string; address: string }> => {
    const { id } = (await upload(core, author, await photo())).data.upload;
    const on = newId();
    return { id, on, address: await claim(id, on) };
  };
  const claim = async (id: string, on: string): Promise<string> => {
    const request = { upload_ids: [id], owner_id: author.id, hangs_on: { type: 'message' as const, id: on } };
    return (await core.get(UploadsService).claim(request)).uploads[0]!.url;
  };
  const tell = (
    files_id: string,
    upload_ids: string[],
    shown: boolean,
    version: number,
    by_staff?: boolean,
  ): Promise<void> => {
    const envelope = { id: newId(), source: 'chat-socket' as const, occurred_at: '', trace_id: 'of-this-test' };
    const payload = { files_id, upload_ids, shown, version, ...(by_staff && { by_staff }) };
    const name = 'chat-socket.message-files.changed' as const;
    const event = { ...envelope, name, aggregate_id: files_id, version, payload };
    return core.get(Transactions).run((session) => core.get(MessageFilesEvents).onChanged(event, session));
  };
  const status = async (address: string): Promise<number> => (await open(core, address)).status;
  const isThere = async (id: string): Promise<boolean> =>
    (await core.db.collection('uploads').countDocuments({ _id: new Types.ObjectId(id) })) === 1;
  const sweepLater = (): Promise<number> => core.get(SweepUploads).run(new Date(Date.now() + DAY_MS));

  it('close at once, and are swept in time', async () => {
    const { id, on, address } = await hung();
    const other = await hung();
    expect(await status(address)).toBe(200);
    await tell(on, [id], false, 2);
    expect([await status(address), await status(other.address)]).toEqual([404, 200]);
    await sweepLater();
    expect([await isThere(id), await isThere(other.id)]).toEqual([false, true]);
  });

  it('come back with the message while they are there, and no later', async () => {
    const [kept, swept] = [await hung(), await hung()];
    await tell(kept.on, [kept.id], false, 2);
    await tell(kept.on, [kept.id], true, 3);
    expect(await status(kept.address)).toBe(200);
    await tell(swept.on, [swept.id], false, 2);
    await sweepLater();
    await tell(swept.on, [swept.id], true, 3);
    expect([await isThere(kept.id), await isThere(swept.id)]).toEqual([true, false]);
    expect(await status(kept.address)).toBe(200);
  });

  it('are as the newest event says, in whatever order they come', async () => {
    const [restored, deleted] = [await hung(), await hung()];
    await tell(restored.on, [restored.id], true, 3);
    await tell(restored.on, [restored.id], false, 2);
    expect(await status(restored.address)).toBe(200);
    for (const [shown, version] of [
      [false, 2],
      [false, 4],
      [true, 3],
    ] as const) {
      await tell(deleted.on, [deleted.id], shown, version);
    }
    expect(await status(deleted.address)).toBe(404);
  });

  it('stay where their owner has hung them since', async () => {
    const { id, on, address } = await hung();
    await tell(on, [id], false, 2);
    await write(author, { attachments: [id] });
    await tell(on, [id], true, 3);
    await tell(on, [id], false, 4);
    expect(await status(address)).toBe(200);
  });

  it('are hung on nothing else where staff have hidden it, until they show it again', async () => {
    const { id, on, address } = await hung();
    await tell(on, [id], false, 2, true);
    await expect(claim(id, newId())).rejects.toMatchObject({ code: 'UPLOAD_NOT_YOURS_TO_USE' });
    const post = await author.client.post('/posts', {
      title: '다시',
      content: '본문',
      category: 'free',
      attachments: [id],
    });
    expect([post.error.code, await status(address)]).toEqual(['UPLOAD_NOT_YOURS_TO_USE', 404]);
    // Its author deletes the hidden message.
    await tell(on, [id], false, 3, true);
    await expect(claim(id, newId())).rejects.toMatchObject({ code: 'UPLOAD_NOT_YOURS_TO_USE' });
    await tell(on, [id], true, 4);
    expect(await status(address)).toBe(200);
  });

  it('close with a message of which only the id is known any more', async () => {
    const [{ id, on, address }, other] = [await hung(), await hung()];
    await expectIndexed(core.db, ['uploads'], () => tell(on, [], false, 2));
    await tell(on, [], false, 2);
    expect([await status(address), await status(other.address)]).toEqual([404, 200]);
    await sweepLater();
    expect(await isThere(id)).toBe(false);
  });
});
