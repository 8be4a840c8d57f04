import { Injectable, Logger } from '@nestjs/common';
import { BandClient } from '../band-client/band-client';
import type { BandPost } from '../band-client/band.types';
import { pages } from '../band-client/paging';
import { BandSyncConfig } from '../config';
import { BandSession } from '../connection/band-session';
import { DirectoryRepository } from '../directory/directory.repository';
import { MembersService } from '../members/members.service';
import { SeenPeople } from '../members/seen-people';
import { asBackfill, Change, commentChange, commentGone, postChange, postGone } from '../posts/changes';
import type { CommentMirror } from '../posts/mirror.schema';
import { commentState, keepLeaver, postState } from '../posts/post-states';
import { PostsRepository } from '../posts/posts.repository';
import { OwnPosts } from '../publishing/own-posts';
import { type CommentsRead, isGone, mapWide, needsComments, readComments } from './read-comments';
import { RunProgress } from './run-progress';
import { SyncRunsRepository } from './sync-runs.repository';

/** Posts of one page, whose comments and changes are in memory together. */
const PAGE_SIZE = 50;
const GONE_BATCH = 200;
/** So many posts that were not in the list and exist all the same say that the list was not whole. */
export const SURVIVORS_UNTIL_DOUBT = 20;

/** What every step of a run works with. */
export interface StepContext {
  session: BandSession;
  progress: RunProgress;
  runId: string;
  signal: AbortSignal;
}

interface PostWithComments {
  post: BandPost;
  /** Undefined when they were not read: there are none, or the post went away meanwhile. */
  read: CommentsRead | undefined;
}

/** Page by page: each page's people, then its posts and comments. */
@Injectable()
export class PostsStep {
  private readonly logger = new Logger(PostsStep.name);

  constructor(
    private readonly config: BandSyncConfig,
    private readonly band: BandClient,
    private readonly members: MembersService,
    private readonly directory: DirectoryRepository,
    private readonly posts: PostsRepository,
    private readonly own: OwnPosts,
    private readonly runs: SyncRunsRepository,
  ) {}

  async read(context: StepContext): Promise<void> {
    const { session, progress, signal } = context;
    const isFirst = !(await this.runs.hasSucceeded());
    const list = pages(
      '/v2/band/posts',
      (cursor) => session.call((access) => this.band.posts(access, cursor, PAGE_SIZE)),
      progress.place.cursor,
    );
    for await (const page of list) {
      signal.throwIfAborted();
      const changes = await this.readPage(context, page.items);
      const next = page.next ? ('posts' as const) : this.config.SYNC_POSTS ? ('gone' as const) : ('albums' as const);
      await progress.afterPage(isFirst ? changes.map(asBackfill) : changes, {
        phase: next,
        album: null,
        cursor: page.next,
      });
    }
  }

  /**
   * Only after the whole list was read. A post that was modified meanwhile moved to the top, past where the run read
   * on; so each that is missing is asked for before it counts as gone.
   */
  async lookForGone({ session, progress, signal }: StepContext): Promise<void> {
    const through = { phase: 'albums', album: null, cursor: null } as const;
    let survivors = 0;
    let after = '';
    for (;;) {
      const known = await this.posts.livingPosts(after, GONE_BATCH);
      const changes: Change[] = [];
      const missing = known.filter((one) => !progress.hasSeen('posts', one._id));
      // Ours, as staff said meanwhile: what core has of it as another's goes.
      const own = await this.own.keysAmong(missing.map(({ _id }) => _id));
      for (const mirror of missing) {
        signal.throwIfAborted();
        const gone = own.has(mirror._id) || (await isGone(this.band, session, mirror._id));
        if (gone) changes.push(...[postGone(mirror)].filter((one) => !!one));
        else survivors += 1;
        if (survivors >= SURVIVORS_UNTIL_DOUBT) break;
      }
      if (survivors >= SURVIVORS_UNTIL_DOUBT) {
        this.logger.warn({ msg: 'BAND’s list of posts was not whole; posts that are gone are left for the next run' });
        progress.doubt('posts');
        return progress.write(changes, through);
      }
      if (known.length < GONE_BATCH) return progress.write(changes, through);
      await progress.write(changes);
      after = known.at(-1)?._id ?? '';
    }
  }

  private async readPage(context: StepContext, items: BandPost[]): Promise<Change[]> {
    const { session, progress } = context;
    // What we published ourselves is ours, and not told to core as another's.
    const own = await this.own.among(items);
    const posts = new Map(items.filter(({ postKey }) => !own.has(postKey)).map((post) => [post.postKey, post]));
    const unique = [...posts.values()];
    const postKeys = unique.map((post) => post.postKey);
    const knownComments = await this.posts.commentMirrors(postKeys);
    const read = await mapWide(unique, this.config.BAND_CONCURRENCY, async (post): Promise<PostWithComments> => {
      const known = knownComments.get(post.postKey) ?? [];
      if (!needsComments(post, known.length)) return { post, read: undefined };
      const living = known.filter((mirror) => !mirror.is_deleted).map(({ _id }) => _id);
      return { post, read: await readComments(this.band, session, post.postKey, living) };
    });
    this.doubtComments(context, read);
    const ids = await this.bringPeople(context, read);
    if (!this.config.SYNC_POSTS) return [];
    const knownPosts = await this.posts.postMirrors(postKeys);
    const authors = [...knownPosts.values(), ...[...knownComments.values()].flat()].map(({ author_id }) => author_id);
    const left = await this.directory.left([...authors.filter((id) => id !== null), ...ids.values()]);
    return read.flatMap(({ post, read: ofPost }) => {
      progress.meet('posts', post.postKey);
      progress.count('comments', 'seen', ofPost?.comments.length ?? 0);
      const known = knownPosts.get(post.postKey);
      const change = postChange(keepLeaver(postState(post, ids), known, left), known);
      const ofComments = ofPost ? commentChanges(ofPost, knownComments.get(post.postKey) ?? [], ids, left) : [];
      return change ? [change, ...ofComments] : ofComments;
    });
  }

  private bringPeople(context: StepContext, read: readonly PostWithComments[]): Promise<ReadonlyMap<string, string>> {
    const people = new SeenPeople();
    const texts = read.flatMap(({ post, read: ofPost }) => [post, ...(ofPost?.comments ?? [])]);
    for (const text of texts) people.addAuthor(text.author);
    for (const text of texts) people.addMentions(text.mentions);
    return bring(this.members, people, context);
  }

  private doubtComments({ progress }: StepContext, posts: readonly PostWithComments[]): void {
    const doubted = posts.filter(({ read }) => read?.isWhole === false).map(({ post }) => post.postKey);
    if (doubted.length === 0) return;
    this.logger.warn({ msg: 'BAND’s list of comments was not whole; none counts as gone', posts: doubted });
    progress.doubt('comments');
  }
}

/** Brings people to auth and counts them. @returns our members' ids by BAND's user_key */
export async function bring(
  members: MembersService,
  people: SeenPeople,
  { progress, runId, signal }: StepContext,
): Promise<ReadonlyMap<string, string>> {
  const resolved = await members.resolve(people, runId, signal);
  people.list().forEach((person) => progress.meet('members', person.user_key));
  progress.count('members', 'new', resolved.new);
  progress.count('members', 'changed', resolved.changed);
  return resolved.ids;
}

/** Changes among a post's comments: one that is not there any more is gone, if they were read to their end. */
function commentChanges(
  { comments, isWhole }: CommentsRead,
  known: readonly CommentMirror[],
  ids: ReadonlyMap<string, string>,
  left: ReadonlySet<string>,
): Change[] {
  const mirrors = new Map(known.map((mirror) => [mirror._id, mirror]));
  const present = new Map(comments.map((comment) => [comment.commentKey, comment]));
  const changes = [...present.values()].map((comment) => {
    const mirror = mirrors.get(comment.commentKey);
    return commentChange(keepLeaver(commentState(comment, ids), mirror, left), mirror);
  });
  const missing = isWhole ? known.filter((mirror) => !mirror.is_deleted && !present.has(mirror._id)) : [];
  const gone = missing.map(commentGone);
  return [...changes, ...gone].filter((change) => change !== undefined);
}
