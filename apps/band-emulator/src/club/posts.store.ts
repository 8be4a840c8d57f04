import { Added } from './added';
import type { ClubGenerator } from './club.generator';
import type { Post } from './club.types';
import { FIRST_ADDED, type KeyCodec } from './keys';
import { cutPage, type Page } from './page';

/** Posts in BAND's order: the last modified first. */
export class PostsStore {
  private readonly touched: Added<Post>;
  private readonly hidden = new Set<number>();
  private added = 0;
  private removed = 0;

  constructor(
    private readonly club: ClubGenerator,
    private readonly keys: KeyCodec,
  ) {
    this.touched = new Added(club.size.posts);
  }

  get count(): number {
    return this.club.size.posts + this.added - this.removed;
  }

  get(key: string): Post | undefined {
    const touched = this.touched.get(key);
    if (touched) return touched;
    const index = this.generatedIndex(key);
    return index === undefined || this.hidden.has(index) ? undefined : this.club.post(index);
  }

  /** The number a generated post has; added posts have none. */
  generatedIndex(key: string): number | undefined {
    const index = this.keys.decode('post', key);
    return index !== undefined && index < this.club.size.posts ? index : undefined;
  }

  /** @param after a rank, from a page's cursor */
  page(after: number | undefined, limit: number): Page<Post> {
    return cutPage(this.descending(after), limit, this.keys);
  }

  add(fields: Omit<Post, 'key'>): Post {
    const post = { ...fields, key: this.keys.encode('post', FIRST_ADDED + this.added) };
    this.added += 1;
    this.touched.put(post.key, post);
    return post;
  }

  edit(key: string, fields: Partial<Omit<Post, 'key'>>): Post | undefined {
    const post = this.get(key);
    if (!post) return undefined;
    const edited = { ...post, ...fields };
    this.hideGenerated(key);
    this.touched.put(key, edited);
    return edited;
  }

  remove(key: string): Post | undefined {
    const post = this.get(key);
    if (!post) return undefined;
    this.hideGenerated(key);
    this.touched.remove(key);
    this.removed += 1;
    return post;
  }

  private hideGenerated(key: string): void {
    const index = this.generatedIndex(key);
    if (index !== undefined) this.hidden.add(index);
  }

  private *descending(after = Infinity): Iterable<[number, Post]> {
    yield* this.touched.descending(after);
    for (let index = Math.min(after, this.club.size.posts) - 1; index >= 0; index -= 1) {
      if (!this.hidden.has(index)) yield [index, this.club.post(index)];
    }
  }
}
