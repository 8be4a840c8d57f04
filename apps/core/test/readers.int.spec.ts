import { MongoConnection } from '@dongbaejul/persistence';
import { mongo, Types } from 'mongoose';
import type { PostDetailAnswer } from '../src/posts/dto/post-answers.dto';
import type { PostDto } from '../src/posts/dto/post.dto';
import { ReaderMarks } from '../src/posts/reader-marks';
import { CoreUnderTest, Member } from './support/core-under-test';
import { write } from './support/write';

const READERS = 40;

/** R-15 of readers: view_count is the number of members who opened a post, however many do so at once. */
describe('readers of posts', () => {
  let core: CoreUnderTest;
  let other: CoreUnderTest;
  let author: Member;
  beforeAll(async () => {
    core = await CoreUnderTest.start();
    other = await core.replica();
    author = core.member();
  }, 90_000);
  afterAll(async () => {
    await other.stopReplica();
    await core.stop();
  }, 60_000);

  const open = async (at: CoreUnderTest, who: Member, { id }: PostDto): Promise<PostDetailAnswer> =>
    (await at.member(['USER'], who.id).client.get<PostDetailAnswer>(`/posts/${id}`)).data;
  const rowsOf = ({ id }: PostDto): Promise<number> =>
    core.db.collection('post_reads').countDocuments({ post_id: new Types.ObjectId(id) });
  const viewsOf = async (post: PostDto): Promise<number> => (await open(core, author, post)).post.view_count;

  it('are counted once each, who open several at once at two processes, and often', async () => {
    const posts = [await write(author), await write(author), await write(author)];
    const members = Array.from({ length: READERS }, () => core.member());
    const answers = await Promise.all(
      members.flatMap((who) => posts.flatMap((post) => [core, core, other].map((at) => open(at, who, post)))),
    );
    expect(answers.filter(({ user_interaction }) => !user_interaction.read)).toEqual([]);
    for (const post of posts) expect([await viewsOf(post), await rowsOf(post)]).toEqual([READERS, READERS]);
  });

  it('are noted together, by few writes of the post', async () => {
    const post = await write(author);
    let writes = 0;
    const listen = ({ commandName, command }: mongo.CommandStartedEvent): void => {
      if (commandName === 'update' && command.update === 'posts') writes += 1;
    };
    const client = core.get(MongoConnection).connection.getClient();
    client.on('commandStarted', listen);
    const marks = core.get(ReaderMarks);
    const postId = new Types.ObjectId(post.id);
    const news = await Promise.all(Array.from({ length: READERS }, () => marks.note(postId, core.member().id)));
    client.off('commandStarted', listen);
    expect(news).toEqual(news.map(() => true));
    expect(await viewsOf(post)).toBe(READERS);
    expect(writes).toBeLessThan(READERS / 4);
  });

  it('whom another process noted meanwhile are no news, and do not keep the others from being noted', async () => {
    const post = await write(author);
    const postId = new Types.ObjectId(post.id);
    const [known, one, two] = [core.member().id, core.member().id, core.member().id];
    expect(await other.get(ReaderMarks).note(postId, known)).toBe(true);
    const marks = core.get(ReaderMarks);
    const news = await Promise.all([one, known, two, two].map((id) => marks.note(postId, id)));
    expect(news).toEqual([true, false, true, false]);
    expect([await viewsOf(post), await rowsOf(post)]).toEqual([3, 3]);
  });
});
