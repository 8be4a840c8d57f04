import type { MemberState } from '@dongbaejul/contracts';
import { uploadPath } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { UploadsService } from '../src/uploads/uploads.service';
import { WornPictures } from '../src/uploads/worn-pictures';
import { CoreUnderTest, Member } from './support/core-under-test';
import type { Teller } from './support/teller';
import { open, photo, upload } from './support/upload';
import { write } from './support/write';

const DAY_MS = 25 * 3_600_000;

describe('pictures that members wear', () => {
  let core: CoreUnderTest;
  let auth: Teller;
  let other: Member;
  beforeAll(async () => {
    core = await CoreUnderTest.start();
    auth = await core.teller('auth');
    other = core.member();
  });
  afterAll(() => core.stop());

  const picture = async (who: Member): Promise<string> => (await upload(core, who, await photo())).data.upload.id;
  /** As auth asks before a member gets the picture. */
  const claim = async (who: Member, id: string): Promise<string> => {
    const hangs_on = { type: 'member' as const, id: who.id };
    const { uploads } = await core.get(UploadsService).claim({ upload_ids: [id], owner_id: who.id, hangs_on });
    return uploads[0]!.thumbnail_url!;
  };
  const state = (id: string, avatar: string | null, more: Partial<MemberState> = {}): MemberState => ({
    id,
    username: `u${id.slice(-6)}`,
    display_name: '민준',
    avatar: avatar && uploadPath(avatar),
    roles: ['USER'],
    status: 'active',
    ...more,
  });
  const tell = (who: Member, version: number, avatar: string | null, more?: Partial<MemberState>): Promise<void> =>
    auth.tellAndWait('auth.member.changed', who.id, version, state(who.id, avatar, more));
  const wear = async (who: Member, version: number): Promise<{ id: string; address: string }> => {
    const id = await picture(who);
    const address = await claim(who, id);
    await tell(who, version, id);
    return { id, address };
  };
  const sweepLater = (): Promise<number> => core.get(SweepUploads).run(new Date(Date.now() + DAY_MS));
  const status = async (address: string, who?: Member): Promise<number> => (await open(core, address, who)).status;
  const isThere = async (id: string): Promise<boolean> =>
    (await core.db.collection('uploads').countDocuments({ _id: new Types.ObjectId(id) })) === 1;

  it('are seen by every member, and by an image tag, and outlive the sweep', async () => {
    const me = core.member();
    const { id, address } = await wear(me, 1);
    await sweepLater();
    expect([await status(uploadPath(id), other), await status(uploadPath(id)), await status(address)]).toEqual([
      200, 401, 200,
    ]);
    const post = await write(me);
    const { posts } = (await other.client.get<PostsAnswer>(`/posts?author=${me.id}`)).data;
    expect(posts[0]).toMatchObject({ id: post.id, author: { display_name: '민준' } });
    const shown = await open(core, posts[0]!.author.avatar!);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });

  it('are let go when another is worn, or none: the old address is closed at once', async () => {
    const me = core.member();
    const first = await wear(me, 1);
    const second = await wear(me, 2);
    expect([await status(first.address), await status(second.address)]).toEqual([404, 200]);
    await tell(me, 3, null);
    expect(await status(second.address)).toBe(404);
    // Their owner may still hang them up elsewhere.
    expect((await write(me, { attachments: [first.id] })).files).toHaveLength(1);
    await sweepLater();
    expect([await isThere(first.id), await isThere(second.id)]).toEqual([true, false]);
  });

  it('that nobody came to wear are swept', async () => {
    const me = core.member();
    const id = await picture(me);
    await claim(me, id);
    expect(await core.get(SweepUploads).run()).toBe(0);
    await sweepLater();
    expect(await isThere(id)).toBe(false);
  });

  it('are kept whatever order the changes arrive in', async () => {
    const me = core.member();
    const first = await wear(me, 1);
    const id = await picture(me);
    await claim(me, id);
    // What happened before the new picture was worn comes only now.
    await tell(me, 2, first.id, { display_name: '새 이름' });
    await tell(me, 4, id);
    await tell(me, 3, first.id);
    await sweepLater();
    expect([await isThere(first.id), await isThere(id)]).toEqual([false, true]);
    expect(await status(uploadPath(id), other)).toBe(200);
  });

  it('are pictures, and their own', async () => {
    const me = core.member();
    const { id } = (await upload(core, me, Buffer.from('%PDF-1.4 …'))).data.upload;
    await expect(claim(me, id)).rejects.toMatchObject({ code: 'UPLOAD_NOT_A_PICTURE' });
    expect((await write(me, { attachments: [id] })).files).toHaveLength(1);
    await expect(claim(me, await picture(other))).rejects.toMatchObject({ code: 'UPLOAD_NOT_YOURS_TO_USE' });
  });

  it('go when the account is closed', async () => {
    const me = core.member();
    const { id, address } = await wear(me, 1);
    await tell(me, 2, null, { status: 'closed', display_name: '' });
    expect(await status(address)).toBe(404);
    await core.get(SweepUploads).run();
    expect(await isThere(id)).toBe(false);
  });

  it.each(['before', 'after'])('go over to the account that goes on, which is told of %s the merge', async (when) => {
    const [from, into] = [core.member(), core.member()];
    const { id } = await wear(from, 1);
    await tell(into, 1, null);
    const gone = (): Promise<void> => tell(from, 2, null, { status: 'closed', merged_into: into.id });
    const merged = (): Promise<void> =>
      auth.tellAndWait('auth.member.merged', from.id, 3, { from_id: from.id, into_id: into.id });
    const worn = (): Promise<void> => tell(into, 2, id);
    await gone();
    await (when === 'before' ? worn() : merged());
    await (when === 'before' ? merged() : worn());
    await sweepLater();
    expect(await status(uploadPath(id), other)).toBe(200);
    expect(await core.db.collection('uploads').findOne({ _id: new Types.ObjectId(id) })).toMatchObject({
      owner_id: into.id,
      hangs_on: { type: 'member', id: into.id },
      expires_at: null,
    });
  });

  it('are one where both accounts wore one', async () => {
    const [from, into] = [core.member(), core.member()];
    const [old, own] = [await wear(from, 1), await wear(into, 1)];
    await tell(from, 2, null, { status: 'closed', merged_into: into.id });
    await auth.tellAndWait('auth.member.merged', from.id, 3, { from_id: from.id, into_id: into.id });
    await sweepLater();
    expect([await isThere(old.id), await isThere(own.id)]).toEqual([false, true]);
  });

  it('are settled by an index', async () => {
    const id = new Types.ObjectId().toHexString();
    await expectIndexed(core.db, ['uploads'], () =>
      core.get(Transactions).run(async (session) => {
        await core.get(WornPictures).settle(session, other.id, uploadPath(id));
        await core.get(WornPictures).settle(session, other.id, null);
      }),
    );
  });
});
