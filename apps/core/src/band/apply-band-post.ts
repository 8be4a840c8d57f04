import type { BandPostState, EventEnvelope } from '@dongbaejul/contracts';
import { inContextOf } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { movedCredit, movedLikes } from '../common/activity';
import { ActivityRecorder } from '../common/activity.recorder';
import type { Post, PostRow } from '../posts/post.schema';
import { NewPost, PostsRepository } from '../posts/posts.repository';
import { isNews, mentionedIn } from './band-mentions';
import { categoryOf, titleOf } from './band-text';
import { TellOfBand } from './tell-of-band';
import { toldOnce } from './told-once';

type PostChanged = EventEnvelope<'band-sync.post.changed'>;

type BandFields = Pick<
  Post,
  | 'state'
  | 'title'
  | 'content'
  | 'attachments'
  | 'author_id'
  | 'author_name'
  | 'created_at'
  | 'listed_at'
  | 'published_at'
  | 'mentions'
  | 'band_version'
>;

/** Brings BAND posts to the state that their events tell, unless a newer one was applied. */
@Injectable()
export class ApplyBandPost {
  constructor(
    private readonly posts: PostsRepository,
    private readonly activity: ActivityRecorder,
    private readonly tell: TellOfBand,
  ) {}

  /** New posts go into one write, as a first sync brings thousands; what else happens to posts goes one by one. */
  async runAll(session: ClientSession, events: readonly PostChanged[]): Promise<void> {
    const once = toldOnce(events, keyOf);
    const known = await this.posts.findByBandKeys(session, once.map(keyOf));
    const added = new Set(once.filter((event) => !known.has(keyOf(event))));
    const posts = [...added].map((event) => ({ event, post: firstState(event.payload, event.version) }));
    await this.posts.insertMany(
      session,
      posts.map(({ post }) => post),
    );
    await this.activity.recordAll(
      session,
      posts.map(({ event, post }) => ({
        version: post.event_version,
        activities: movedCredit('post', null, creditedTo(post)),
        traceId: event.trace_id,
      })),
    );
    await this.tellOfAdded(session, [...added]);
    for (const event of events) {
      if (!added.has(event)) await inContextOf(event, () => this.run(session, event));
    }
  }

  private async tellOfAdded(session: ClientSession, added: readonly PostChanged[]): Promise<void> {
    const telling = added.filter(
      ({ payload, occurred_at: at }) => isNews(payload, at) && mentionedIn(payload).length > 0,
    );
    if (telling.length === 0) return;
    const posts = await this.posts.findByBandKeys(session, telling.map(keyOf));
    for (const event of telling) {
      const { _id: postId } = posts.get(keyOf(event)) as PostRow;
      await inContextOf(event, () => this.tell.mentions(session, { postId }, event));
    }
  }

  private async run(session: ClientSession, event: PostChanged): Promise<void> {
    const { payload: state, version } = event;
    const known = await this.posts.findByBandKey(session, state.band_post_key);
    if (!known) return this.add(session, event);
    if ((known.band_version ?? 0) >= version) return;
    const fields = bandFields(state, version, known);
    await this.change(session, known, fields);
    // What was hidden or deleted here is told to nobody.
    if (fields.state === 'published') await this.tell.mentions(session, { postId: known._id }, event, known.mentions);
  }

  private async add(session: ClientSession, event: PostChanged): Promise<void> {
    const post = firstState(event.payload, event.version);
    const { _id: postId } = await this.posts.insert(session, post);
    await this.activity.record(session, post.event_version, movedCredit('post', null, creditedTo(post)));
    await this.tell.mentions(session, { postId }, event);
  }

  private async change(session: ClientSession, known: PostRow, fields: BandFields): Promise<void> {
    const isEdit = known.state !== 'awaited' && saysSomethingElse(known, fields);
    if (isEdit) await this.posts.keepRevision(session, known, null);
    const eventVersion = await this.posts.set(session, known._id, {
      ...fields,
      ...(known.state === 'awaited' && {
        category: categoryOf({ content: fields.content, pictures: fields.attachments.map(asPicture) }),
        updated_at: fields.created_at,
      }),
      ...(isEdit && { version: known.version + 1, updated_at: new Date() }),
    });
    const likers = fields.author_id === known.author_id ? [] : await this.posts.likersOf(session, known._id);
    await this.activity.record(session, eventVersion, [
      ...movedCredit('post', creditedTo(known), creditedTo(fields)),
      ...movedLikes(likers, known.author_id, fields.author_id),
    ]);
  }
}

const keyOf = (event: PostChanged): string => event.payload.band_post_key;

const firstState = (state: BandPostState, version: number): NewPost =>
  newBandPost(state.band_post_key, bandFields(state, version), categoryOf(state));

const asPicture = (url: string): BandPostState['pictures'][number] => ({ url, width: null, height: null });

const creditedTo = (post: Pick<Post, 'state' | 'author_id'>): string | null =>
  post.state === 'published' ? post.author_id : null;

const saysSomethingElse = (known: PostRow, fields: BandFields): boolean =>
  known.content !== fields.content || known.attachments.join('\n') !== fields.attachments.join('\n');

/** What BAND owns of a post. What was deleted or hidden here stays so, whatever happens at BAND. */
function bandFields(state: BandPostState, version: number, known?: Pick<Post, 'removed_at' | 'hidden'>): BandFields {
  const writtenAt = new Date(state.created_at);
  return {
    state: state.is_deleted || known?.removed_at ? 'deleted' : known?.hidden ? 'hidden' : 'published',
    title: titleOf(state),
    content: state.content,
    attachments: state.pictures.map(({ url }) => url),
    author_id: state.author_id ?? null,
    author_name: state.author_name,
    mentions: mentionedIn(state),
    created_at: writtenAt,
    listed_at: writtenAt,
    published_at: writtenAt,
    band_version: version,
  };
}

/** A post of BAND's, with everything that is ours still at its beginning. */
export const newBandPost = (
  key: string,
  fields: BandFields,
  category: Post['category'],
): NewPost & { band_post_key: string } => ({
  ...fields,
  band_post_key: key,
  source: 'band',
  category,
  is_pinned: false,
  version: 1,
  event_version: 1,
  updated_at: fields.created_at,
  removed_at: null,
  removed_by: null,
});
