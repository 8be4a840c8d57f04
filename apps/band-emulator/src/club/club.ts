import { AlbumsStore } from './albums.store';
import { ClubGenerator } from './club.generator';
import type { ClubSize, Member, Photo } from './club.types';
import { CommentGenerator } from './comments.generator';
import { CommentsStore } from './comments.store';
import { KeyCodec } from './keys';
import { MembersStore } from './members.store';
import { PostsStore } from './posts.store';
import { parseRichText, type TextPart } from './rich-text';
import { ANCHOR } from './time-line';

export interface ClubSettings extends ClubSize {
  bandKey: string;
  name: string;
}

/** How large the pictures are that changes add. */
export const ADDED_PICTURE = { width: 1280, height: 960 } as const;

/** The emulated band: what was generated from the seed, and over it what changed since the start. */
export class Club {
  readonly bandKey: string;
  readonly keys: KeyCodec;
  readonly members: MembersStore;
  readonly posts: PostsStore;
  readonly comments: CommentsStore;
  readonly albums: AlbumsStore;
  name: string;
  /** Who may write posts through the API. */
  posting: 'everyone' | 'staff' | 'leader' = 'everyone';
  private readonly generator: ClubGenerator;
  private lastMoment = ANCHOR;

  constructor(settings: ClubSettings) {
    this.bandKey = settings.bandKey;
    this.name = settings.name;
    this.keys = new KeyCodec(settings.seed);
    this.members = new MembersStore(settings, this.keys);
    this.generator = new ClubGenerator(settings, this.keys, this.members.original);
    this.posts = new PostsStore(this.generator, this.keys);
    this.comments = new CommentsStore(new CommentGenerator(this.generator, this.keys), this.posts, this.keys);
    this.albums = new AlbumsStore(this.generator, this.keys);
  }

  get leader(): Member | undefined {
    return this.members.list().find((member) => member.role === 'leader');
  }

  /** A time for what happens now: after everything generated, and never the same twice. */
  now(): number {
    this.lastMoment = Math.max(this.lastMoment + 1, Date.now());
    return this.lastMoment;
  }

  /** Text written by a caller of the emulator, where `@[user_key]` is a mention. */
  parseText(source: string): TextPart[] {
    return parseRichText(source, (userKey) => this.members.get(userKey)?.name);
  }

  /** Only what a picture needs, for pictures of albums and of posts alike. */
  pictureSize(key: string): Pick<Photo, 'width' | 'height'> | undefined {
    const photo = this.albums.photo(key);
    if (photo) return photo;
    if (this.keys.decode('post-photo', key) === undefined) return undefined;
    return this.generator.pictureOfPost(key) ?? ADDED_PICTURE;
  }
}
