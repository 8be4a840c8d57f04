import type { GameAnswer } from '../src/games/dto/game.dto';
import type { PostsAnswer } from '../src/posts/dto/post-answers.dto';
import { CoreUnderTest } from './support/core-under-test';
import { meet } from './support/meet';
import { arrange, gameOf } from './support/play';
import { report, reported } from './support/report';
import { write } from './support/write';

/** Whoever sends an id with capitals, which databases take for the same, means the same thing. */
describe('an id in capitals', () => {
  let core: CoreUnderTest;

  beforeAll(async () => (core = await CoreUnderTest.start()));
  afterAll(() => core.stop());

  it('of an author lists what they wrote, and leaves nobody else an empty list', async () => {
    const author = core.member();
    const { id } = await write(author);
    for (const who of [author.id.toUpperCase(), author.id]) {
      const { data } = await core.member().client.get<PostsAnswer>(`/posts?author=${who}`);
      expect(data.posts.map((post) => post.id)).toEqual([id]);
    }
  });

  it('of a meeting puts a game under that meeting, with which it is called off', async () => {
    const host = core.member();
    const { id } = await meet(host);
    const game = await arrange(host, { meeting_id: id.toUpperCase() });
    expect(game.meeting_id).toBe(id);
    expect((await host.client.delete(`/meetings/${id}`)).status).toBe(200);
    expect(gameOf(await host.client.get<GameAnswer>(`/games/${game.id}`)).status).toBe('cancelled');
  });

  it('reports the same thing, which nobody reports twice', async () => {
    const reporter = core.member();
    const { id } = await write(core.member());
    await reported(reporter, 'post', id);
    expect((await report(reporter, 'post', id.toUpperCase())).error.code).toBe('REPORT_ALREADY_MADE');
  });
});
