import { type AppError, permissionsOf, Permission } from '@dongbaejul/contracts';
import { type Identity, refusal } from '@dongbaejul/identity';
import { seesHidden, Viewer } from '../common/hiding';
import type { Post, PostCategory } from './post.schema';
import { PostErrors } from './posts.errors';

/** What a person may say about a post's content; absent or null means unchanged. */
export interface PostChanges {
  title?: string | null;
  content?: string | null;
  category?: PostCategory | null;
  attachments?: string[] | null;
  is_pinned?: boolean | null;
  is_published?: boolean | null;
}

export type EditableFields = Pick<Post, 'title' | 'content' | 'category' | 'attachments' | 'is_pinned' | 'state'>;

const may = (who: Identity, permission: Permission): boolean => permissionsOf(who.roles).includes(permission);

/** Drafts are their author's alone, whatever role others have. */
export const isVisibleTo = (post: Pick<Post, 'state' | 'author_id'>, who: Viewer): boolean =>
  post.state === 'published' ||
  (post.state === 'draft' && post.author_id === who.userId) ||
  (post.state === 'hidden' && seesHidden(post, who));

/** @throws NOTICE_STAFF_ONLY, PINNING_STAFF_ONLY for what the person may not bring about */
export function assertMaySet(who: Identity, wanted: Partial<EditableFields>): void {
  if (wanted.category === 'notice' && !may(who, 'posts:pin')) {
    throw refusal(who, 'posts:pin', PostErrors.NOTICE_STAFF_ONLY());
  }
  if (wanted.is_pinned !== undefined && !may(who, 'posts:pin')) {
    throw refusal(who, 'posts:pin', PostErrors.PINNING_STAFF_ONLY());
  }
}

/** The fields that would really change: clients send back what they were shown, and that asks for nothing. */
export function changedFields(post: EditableFields, changes: PostChanges): Partial<EditableFields> {
  const changed: Partial<EditableFields> = {};
  if (changes.title != null && changes.title !== post.title) changed.title = changes.title;
  if (changes.content != null && changes.content !== post.content) changed.content = changes.content;
  if (changes.category != null && changes.category !== post.category) changed.category = changes.category;
  if (changes.attachments != null && !sameTexts(changes.attachments, post.attachments)) {
    changed.attachments = changes.attachments;
  }
  if (changes.is_pinned != null && changes.is_pinned !== post.is_pinned) changed.is_pinned = changes.is_pinned;
  if (changes.is_published != null && changes.is_published === (post.state === 'draft')) {
    changed.state = changes.is_published ? 'published' : 'draft';
  }
  return changed;
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

/**
 * Words are their author's, BAND's texts BAND's. Staff may pin any post: that edits nobody's words.
 * @throws POST_OWNED_BY_BAND, POST_NOT_YOURS and what assertMaySet throws
 */
export function assertMayEdit(
  post: Pick<Post, 'source' | 'author_id' | 'category' | 'is_pinned'>,
  who: Identity,
  changed: Partial<EditableFields>,
): void {
  const pins = 'is_pinned' in changed && Object.keys(changed).length === 1;
  const isForStaff = (error: AppError): AppError => (pins ? refusal(who, 'posts:pin', error) : error);
  if (!(pins && may(who, 'posts:pin'))) {
    if (post.source === 'band') throw isForStaff(PostErrors.POST_OWNED_BY_BAND());
    if (post.author_id !== who.userId) throw isForStaff(PostErrors.POST_NOT_YOURS());
  }
  assertMaySet(who, changed.state === 'published' ? publishedWith(post, changed) : changed);
}

/** A draft that becomes a notice or pinned by being published is made one then: its author may be staff no more. */
function publishedWith(
  post: Pick<Post, 'category' | 'is_pinned'>,
  { category = post.category, is_pinned = post.is_pinned }: Partial<EditableFields>,
): Partial<EditableFields> {
  return { category, ...(is_pinned && { is_pinned }) };
}

/** @throws POST_NOT_PUBLISHED, POST_HIDDEN for a post that nobody may comment on or like for now */
export function assertPublished(post: Pick<Post, 'state'>): void {
  if (post.state === 'hidden') throw PostErrors.POST_HIDDEN();
  if (post.state !== 'published') throw PostErrors.POST_NOT_PUBLISHED();
}

/** @throws POST_NOT_YOURS unless the person wrote it or moderates */
export function assertMayRemove(written: { author_id: string | null }, who: Identity): void {
  if (written.author_id !== who.userId && !may(who, 'posts:moderate')) {
    throw refusal(who, 'posts:moderate', PostErrors.POST_NOT_YOURS());
  }
}
