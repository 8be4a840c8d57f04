import { EmbeddedEvent, PENDING_EVENTS } from '@dongbaejul/messaging';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Types } from 'mongoose';
import { Hiding } from '../common/hiding';
import type { SearchableTitled } from '@dongbaejul/search';

export const POST_CATEGORIES = ['notice', 'free', 'question', 'game', 'photo'] as const;
export type PostCategory = (typeof POST_CATEGORIES)[number];

export const POST_SOURCES = ['app', 'band'] as const;
export type PostSource = (typeof POST_SOURCES)[number];

/**
 * `awaited`: a BAND post of which only comments have arrived; it holds their place and count until the post follows.
 * `deleted`: a tombstone; comments, likes and revisions still hang on it. `hidden`: by staff, from members.
 */
export const POST_STATES = ['published', 'draft', 'deleted', 'awaited', 'hidden'] as const;
export type PostState = (typeof POST_STATES)[number];

@Schema({ collection: 'posts', versionKey: false })
export class Post {
  _id: Types.ObjectId;

  @Prop({ type: String, enum: POST_STATES, required: true })
  state: PostState;

  @Prop({ type: String, enum: POST_SOURCES, required: true })
  source: PostSource;

  @Prop({ type: String, default: '' })
  title: string;

  @Prop({ type: String, default: '' })
  content: string;

  @Prop({ type: String, enum: POST_CATEGORIES, required: true })
  category: PostCategory;

  @Prop({ type: [String], default: [] })
  attachments: string[];

  @Prop({ type: String, default: null })
  author_id: string | null;

  @Prop({ type: String, default: '' })
  author_name: string;

  /** Members whom it mentions, and who were told unless it came late from BAND. */
  @Prop({ type: [String], default: undefined })
  mentions?: string[];

  @Prop({ type: Boolean, default: false })
  is_pinned: boolean;

  /** Who likes it. Never leaves this service; `like_count` is its size, written by the same update. */
  @Prop({ type: [String], default: [] })
  liked_by: string[];

  @Prop({ type: Number, default: 0 })
  like_count: number;

  /** Comments that are not deleted. */
  @Prop({ type: Number, default: 0 })
  comment_count: number;

  /** Members other than the author who opened it. */
  @Prop({ type: Number, default: 0 })
  view_count: number;

  /** The edit version, for If-Match. */
  @Prop({ type: Number, default: 1 })
  version: number;

  /** Counts the events told about this post; `version` would stand still at a like. */
  @Prop({ type: Number, default: 0 })
  event_version: number;

  /** Events that were committed with the document itself and wait for the relay. */
  @Prop(PENDING_EVENTS)
  pending_events?: EmbeddedEvent[];

  /** Lists are ordered by it: first publication, for a draft its creation. */
  @Prop({ type: Date, required: true })
  listed_at: Date;

  @Prop({ type: Date, default: null })
  published_at: Date | null;

  @Prop({ type: Date, required: true })
  created_at: Date;

  @Prop({ type: Date, required: true })
  updated_at: Date;

  /** Set when it was deleted here, which BAND's later events do not undo. */
  @Prop({ type: Date, default: null })
  removed_at: Date | null;

  @Prop({ type: String, default: null })
  removed_by: string | null;

  /** Set while it is hidden. */
  @Prop({ type: Hiding, default: undefined })
  hidden?: Hiding | null;

  /** What it is found by, written with every title and content. Never leaves the repository. */
  @Prop({ type: { title: String, body: String, grams: [String] }, _id: false })
  search: SearchableTitled;

  @Prop({ type: String })
  band_post_key?: string;

  /** Version of the newest BAND event that was applied; 0 while awaited. */
  @Prop({ type: Number })
  band_version?: number;
}

export const PostSchema = SchemaFactory.createForClass(Post);

/** A post as features see it: who likes it may be thousands of ids, and what it is found by repeats its text. */
export type PostRow = Omit<Post, 'liked_by' | 'pending_events' | 'search'>;
