import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { BandClient } from '../band-client/band-client';
import type { BandComment, BandPost } from '../band-client/band.types';
import { pages } from '../band-client/paging';
import { BandSyncConfig } from '../config';
import { BandSession } from '../connection/band-session';
import { TokenStore } from '../connection/token-store';
import { MembersService } from '../members/members.service';
import { SeenPeople } from '../members/seen-people';
import { Change, commentChange, commentGone, postChange, postGone } from '../posts/changes';
import type { CommentMirror } from '../posts/mirror.schema';
import { commentState, postState } from '../posts/post-states';
import { PostsRepository } from '../posts/posts.repository';
import { isGone, mapWide, needsComments, readComments } from './read-comments';
import { Lease, RunLeases } from './run-leases.repository';
import { RunProgress } from './run-progress';
import type { SyncRun } from './sync-run.schema';

/** Posts of one page, whose comments and changes are in memory together. */
const PAGE_SIZE = 50;
const GONE_BATCH = 200;
/** So many posts that were not in the list and exist all the same say that the list was not whole. */
const SURVIVORS_UNTIL_DOUBT = 20;

export interface RunInHand {
  lease: Lease;
  run: SyncRun;
  signal: AbortSignal;
}

interface PostWithComments {
  post: BandPost;
  /** Undefined when they were not read: there are none, or the post went away meanwhile. */
  comments: BandComment[] | undefined;
}

/** The work of a run: page by page, each page's people, then its posts and comments. It may be taken up anywhere. */
@Injectable()
export class SyncJob {
  private readonly logger = new Logger(SyncJob.name);

  constructor(
    private readonly config: BandSyncConfig,
    private readonly band: BandClient,
    private readonly tokens: TokenStore,
    private readonly members: MembersService,
    private readonly posts: PostsRepository,
    private readonly leases: RunLeases,
    private readonly transactions: Transactions,
  ) {}

  /** @throws BandFailure, LeaseLost, an AppError, or the signal's reason */
  async run({ lease, run, signal }: RunInHand): Promise<void> {
    const session = await BandSession.open(this.tokens, signal);
    const progress = await RunProgress.open(lease, run, this.leases, this.posts, this.transactions);
    if (run.posts_expected === null) await this.leases.expect(lease, await this.posts.countLivingPosts());
    try {
      if (run.phase === 'posts') await this.readPosts(session, progress, run, signal);
      if (this.config.SYNC_POSTS) await this.lookForGone(session, progress, signal);
      signal.throwIfAborted();
    } finally {
      // Also when it fails: the record then says how far it got. A lease that is lost has nothing to say.
      await progress.flush().catch((error: unknown) => this.logger.debug({ msg: 'noting progress', err: error }));
    }
  }

  private async readPosts(
    session: BandSession,
    progress: RunProgress,
    run: SyncRun,
    signal: AbortSignal,
  ): Promise<void> {
    const list = pages(
      '/v2/band/posts',
      (cursor) => session.call((access) => this.band.posts(access, cursor, PAGE_SIZE)),
      run.cursor,
    );
    for await (const page of list) {
      signal.throwIfAborted();
      const changes = await this.readPage(session, progress, page.items, run._id.toHexString(), signal);
      await progress.afterPage(changes, page.next);
    }
  }

  private async readPage(
    session: BandSession,
    progress: RunProgress,
    items: BandPost[],
    runId: string,
    signal: AbortSignal,
  ): Promise<Change[]> {
    const unique = [...new Map(items.map((post) => [post.postKey, post])).values()];
    const postKeys = unique.map((post) => post.postKey);
    const knownComments = await this.posts.commentMirrors(postKeys);
    const read = await mapWide(unique, this.config.BAND_CONCURRENCY, async (post): Promise<PostWithComments> => {
      const known = knownComments.get(post.postKey)?.length ?? 0;
      const comments = needsComments(post, known) ? await readComments(this.band, session, post.postKey) : undefined;
      return { post, comments };
    });
    const ids = await this.bringPeople(read, progress, runId, signal);
    if (!this.config.SYNC_POSTS) return [];
    const knownPosts = await this.posts.postMirrors(postKeys);
    return read.flatMap(({ post, comments }) => {
      progress.meetPost(post.postKey);
      progress.count('comments', 'seen', comments?.length ?? 0);
      const change = postChange(postState(post, ids), knownPosts.get(post.postKey));
      const ofComments = comments ? commentChanges(comments, knownComments.get(post.postKey) ?? [], ids) : [];
      return change ? [change, ...ofComments] : ofComments;
    });
  }

  private async bringPeople(
    read: readonly PostWithComments[],
    progress: RunProgress,
    runId: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const people = new SeenPeople();
    for (const { post, comments = [] } of read) {
      for (const text of [post, ...comments]) people.addAuthor(text.author);
    }
    for (const { post, comments = [] } of read) {
      for (const text of [post, ...comments]) people.addMentions(text.mentions);
    }
    const resolved = await this.members.resolve(people, runId, signal);
    people.list().forEach((person) => progress.meetMember(person.user_key));
    progress.count('members', 'new', resolved.new);
    progress.count('members', 'changed', resolved.changed);
    return resolved.ids;
  }

  /**
   * Only after the whole list was read. A post that was modified meanwhile moved to the top, past where the run read
   * on; so each that is missing is asked for before it counts as gone.
   */
  private async lookForGone(session: BandSession, progress: RunProgress, signal: AbortSignal): Promise<void> {
    let survivors = 0;
    let after = '';
    for (;;) {
      const known = await this.posts.livingPosts(after, GONE_BATCH);
      const changes: Change[] = [];
      for (const mirror of known.filter((one) => !progress.hasSeenPost(one._id))) {
        signal.throwIfAborted();
        if (await isGone(this.band, session, mirror._id)) changes.push(...[postGone(mirror)].filter((one) => !!one));
        else survivors += 1;
        if (survivors >= SURVIVORS_UNTIL_DOUBT) break;
      }
      await progress.write(changes);
      if (survivors >= SURVIVORS_UNTIL_DOUBT) {
        this.logger.warn({ msg: 'BAND’s list of posts was not whole; posts that are gone are left for the next run' });
        return;
      }
      if (known.length < GONE_BATCH) return;
      after = known.at(-1)?._id ?? '';
    }
  }
}

/** Changes among a post's comments, all of which were read: one that is not there any more is gone. */
function commentChanges(
  comments: readonly BandComment[],
  known: readonly CommentMirror[],
  ids: ReadonlyMap<string, string>,
): Change[] {
  const mirrors = new Map(known.map((mirror) => [mirror._id, mirror]));
  const present = new Map(comments.map((comment) => [comment.commentKey, comment]));
  const changes = [...present.values()].map((comment) =>
    commentChange(commentState(comment, ids), mirrors.get(comment.commentKey)),
  );
  const gone = known.filter((mirror) => !mirror.is_deleted && !present.has(mirror._id)).map(commentGone);
  return [...changes, ...gone].filter((change) => change !== undefined);
}
