import { Added } from './added';
import type { Comment, Post } from './club.types';
import { COMMENTS_PER_POST, type CommentGenerator } from './comments.generator';
import { FIRST_ADDED, type KeyCodec } from './keys';
import { cutPage, type Page } from './page';
import type { PostsStore } from './posts.store';

interface Changed {
  edited: Map<string, Comment>;
  removed: Set<string>;
  added: Added<Comment>;
}

export class CommentsStore {
  private readonly changed = new Map<string, Changed>();
  private readonly postOfAdded = new Map<string, string>();
  private added = 0;

  constructor(
    private readonly generator: CommentGenerator,
    private readonly posts: PostsStore,
    private readonly keys: KeyCodec,
  ) {}

  count(post: Post): number {
    const index = this.posts.generatedIndex(post.key);
    const changed = this.changed.get(post.key);
    return (
      (index === undefined ? 0 : this.generator.count(index)) +
      (changed?.added.size ?? 0) -
      (changed?.removed.size ?? 0)
    );
  }

  /** The last few, the newest first. */
  latest(post: Post, count: number): Comment[] {
    return this.ranked(post)
      .slice(-count)
      .reverse()
      .map(([, comment]) => comment);
  }

  page(post: Post, order: 'oldest' | 'newest', after: number | undefined, limit: number): Page<Comment> {
    const ranked = this.ranked(post);
    if (order === 'newest') ranked.reverse();
    const rest =
      after === undefined ? ranked : ranked.filter(([rank]) => (order === 'oldest' ? rank > after : rank < after));
    return cutPage(rest, limit, this.keys);
  }

  get(key: string): Comment | undefined {
    const post = this.posts.get(this.postKeyOf(key) ?? '');
    return post && this.ranked(post).find(([, comment]) => comment.key === key)?.[1];
  }

  add(fields: Omit<Comment, 'key'>): Comment {
    const comment = { ...fields, key: this.keys.encode('comment', FIRST_ADDED + this.added) };
    this.added += 1;
    this.postOfAdded.set(comment.key, comment.postKey);
    this.changesOf(comment.postKey).added.put(comment.key, comment);
    return comment;
  }

  edit(key: string, fields: Partial<Omit<Comment, 'key' | 'postKey'>>): Comment | undefined {
    const comment = this.get(key);
    if (!comment) return undefined;
    const edited = { ...comment, ...fields };
    const changed = this.changesOf(comment.postKey);
    if (this.postOfAdded.has(key)) changed.added.replace(key, edited);
    else changed.edited.set(key, edited);
    return edited;
  }

  remove(key: string): Comment | undefined {
    const comment = this.get(key);
    if (!comment) return undefined;
    const changed = this.changesOf(comment.postKey);
    if (!changed.added.remove(key)) changed.removed.add(key);
    return comment;
  }

  private ranked(post: Post): [number, Comment][] {
    const index = this.posts.generatedIndex(post.key);
    const generated = index === undefined ? [] : this.generator.list(index, post.createdAt);
    const changed = this.changed.get(post.key);
    const kept = generated
      .map((comment, rank): [number, Comment] => [rank, changed?.edited.get(comment.key) ?? comment])
      .filter(([, comment]) => !changed?.removed.has(comment.key));
    return changed ? [...kept, ...changed.added.ascending()] : kept;
  }

  private postKeyOf(key: string): string | undefined {
    const id = this.keys.decode('comment', key);
    if (id === undefined || id >= FIRST_ADDED) return this.postOfAdded.get(key);
    return this.keys.encode('post', Math.floor(id / COMMENTS_PER_POST));
  }

  private changesOf(postKey: string): Changed {
    let changed = this.changed.get(postKey);
    if (!changed) {
      changed = { edited: new Map(), removed: new Set(), added: new Added(COMMENTS_PER_POST) };
      this.changed.set(postKey, changed);
    }
    return changed;
  }
}
