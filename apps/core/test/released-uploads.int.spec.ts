import { Types } from 'mongoose';
import type { PostAnswer, PostDetailAnswer, PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { CoreUnderTest, Member } from './support/core-under-test';
import { decide, reported } from './support/report';
import { open, photo, upload } from './support/upload';
import { write } from './support/write';

const DAY_MS = 25 * 3_600_000;

describe('the pictures of a post that members see no more', () => {
  let core: CoreUnderTest;
  let author: Member;
  let reader: Member;
  let operator: Member;
  beforeAll(async () => {
    core = await CoreUnderTest.start();
    [author, reader, operator] = [core.member(), core.member(), core.member(['USER', 'OPERATOR'])];
  });
  afterAll(() => core.stop());

  const picture = async (): Promise<string> => (await upload(core, author, await photo())).data.upload.id;
  const shownTo = async (who: Member, postId: string): Promise<string> =>
    (await who.client.get<PostDetailAnswer>(`/posts/${postId}`)).data.post.files[0]!.url;
  const status = async (address: string, who?: Member): Promise<number> => (await open(core, address, who)).status;
  const isThere = async (id: string): Promise<boolean> =>
    (await core.db.collection('uploads').countDocuments({ _id: new Types.ObjectId(id) })) === 1;
  const sweepLater = (): Promise<number> => core.get(SweepUploads).run(new Date(Date.now() + DAY_MS));

  it('close their addresses when it is hidden, but those of its author and of staff, and open them again', async () => {
    const id = await picture();
    const post = await write(author, { attachments: [id] });
    const address = await shownTo(reader, post.id);
    expect(await status(address)).toBe(200);
    const report = await reported(reader, 'post', post.id);
    await decide(operator, report, 'hide');
    expect(await status(address)).toBe(404);
    for (const who of [author, operator]) expect(await status(await shownTo(who, post.id))).toBe(200);
    await decide(operator, report, 'restore');
    expect(await status(address)).toBe(200);
    await sweepLater();
    expect(await isThere(id)).toBe(true);
  });

  it('close their addresses when it becomes a draft again, but to its author', async () => {
    const post = await write(author, { attachments: [await picture()] });
    const address = await shownTo(reader, post.id);
    await author.client.patch(`/posts/${post.id}`, { is_published: false });
    expect(await status(address)).toBe(404);
    expect(await status(await shownTo(author, post.id))).toBe(200);
    const drafts = (await author.client.get<PostsAnswer>('/posts?is_published=false')).data.posts;
    expect(await status(drafts.find(({ id }) => id === post.id)!.files[0]!.url)).toBe(200);
  });

  it('are let go when an edit takes them off, by address and by id, and can be put back', async () => {
    const [off, kept] = [await picture(), await picture()];
    const post = await write(author, { attachments: [off, kept] });
    const address = await shownTo(reader, post.id);
    const edit = (attachments: string[]) => author.client.patch<PostAnswer>(`/posts/${post.id}`, { attachments });
    expect((await edit([kept])).data.post.files).toMatchObject([{ id: kept }]);
    const plain = `/uploads/${off}`;
    expect([await status(address), await status(plain, reader), await status(plain, author)]).toEqual([404, 404, 200]);
    expect(await status(`/uploads/${kept}`, reader)).toBe(200);
    expect((await edit([kept, off])).status).toBe(200);
    expect(await status(plain, reader)).toBe(200);
    await edit([kept]);
    await sweepLater();
    expect([await isThere(off), await isThere(kept)]).toEqual([false, true]);
  });

  it('are let go when it is deleted, and swept', async () => {
    const id = await picture();
    const post = await write(author, { attachments: [id] });
    const address = await shownTo(reader, post.id);
    expect((await author.client.delete(`/posts/${post.id}`)).status).toBe(200);
    expect([await status(address), await status(`/uploads/${id}`, reader)]).toEqual([404, 404]);
    expect(await core.get(SweepUploads).run()).toBe(0);
    await sweepLater();
    expect(await isThere(id)).toBe(false);
  });

  it('stay where the edit was refused', async () => {
    const id = await picture();
    const post = await write(author, { attachments: [id] });
    const stale = await author.client.patch(
      `/posts/${post.id}`,
      { attachments: [] },
      { headers: { 'if-match': '99' } },
    );
    expect(stale.status).toBe(412);
    expect(
      (await author.client.patch(`/posts/${post.id}`, { attachments: [new Types.ObjectId().toHexString()] })).status,
    ).toBe(422);
    expect(await status(`/uploads/${id}`, reader)).toBe(200);
  });
});
