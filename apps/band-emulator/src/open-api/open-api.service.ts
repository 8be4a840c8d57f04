import { Injectable } from '@nestjs/common';
import { Club } from '../club/club';
import type { Member, Post } from '../club/club.types';
import type { Page } from '../club/page';
import { EmulatorConfig } from '../config';
import { Tokens } from '../oauth/tokens';
import { BandError, FORBIDDEN, invalid, LEADERS_ONLY, NOT_BAND_MEMBER, TOO_LONG, UNAUTHORIZED } from './band.errors';
import type { Params } from './params';
import {
  albumShape,
  authorShape,
  commentShape,
  photoShape,
  postDetailShape,
  postItemShape,
  type Surroundings,
} from './shapes';

const PAGE = 20;
const LARGEST_PAGE = 100;
const LONGEST_POST = 10_000;
const PERMISSIONS = ['posting', 'commenting', 'contents_deletion'];

/** BAND's Open API over the demo club. Each method answers what stands in `result_data`. */
@Injectable()
export class OpenApiService {
  private readonly around: Surroundings;

  constructor(
    private readonly club: Club,
    private readonly tokens: Tokens,
    config: EmulatorConfig,
  ) {
    this.around = {
      bandKey: club.bandKey,
      imageUrl: (id) => `${config.publicUrl}/images/${id}`,
      person: (userKey) => club.members.anyone(userKey),
    };
  }

  profile(params: Params): object {
    const user = this.user(params);
    if (params.optional('band_key') !== undefined) this.member(params);
    const { name, user_key, profile_image_url } = authorShape(user.userKey, 'full', this.around) as Record<
      string,
      unknown
    >;
    return { user_key, name, profile_image_url, is_app_member: true, message_allowed: true };
  }

  bands(params: Params): object {
    const isMember = this.club.members.get(this.user(params).userKey) !== undefined;
    const band = {
      name: this.club.name,
      band_key: this.club.bandKey,
      cover: this.around.imageUrl('cover'),
      member_count: this.club.members.count,
    };
    return { bands: isMember ? [band] : [] };
  }

  posts(params: Params): object {
    this.member(params);
    params.required('locale');
    const page = this.club.posts.page(this.after(params), this.limit(params));
    return this.paged(params, page, [], (post) => this.postItem(post));
  }

  post(params: Params): object {
    this.member(params);
    const post = this.postOf(params);
    return { post: postDetailShape(post, this.club.comments.count(post), this.around) };
  }

  comments(params: Params): object {
    this.member(params);
    const post = this.postOf(params);
    // An unescaped plus in a query is a space.
    const sort = params.optional('sort')?.trim() ?? '+created_at';
    if (!/^[+-]?created_at$/.test(sort)) throw invalid('sort is +created_at or -created_at');
    const order = sort.startsWith('-') ? 'newest' : 'oldest';
    const page = this.club.comments.page(post, order, this.after(params), this.limit(params));
    return this.paged(params, page, ['post_key', 'sort'], (comment) => commentShape(comment, this.around));
  }

  albums(params: Params): object {
    this.member(params);
    const page = this.club.albums.albumPage(this.after(params), this.limit(params));
    return this.paged(params, page, [], (album) =>
      albumShape(album, this.club.albums.photoCountOf(album), this.around),
    );
  }

  photos(params: Params): object {
    this.member(params);
    const albumKey = params.optional('photo_album_key');
    if (albumKey !== undefined && !this.club.albums.album(albumKey))
      throw invalid('photo_album_key is not an album of this band');
    const page = this.club.albums.photoPage(albumKey, this.after(params), this.limit(params));
    return this.paged(params, page, ['photo_album_key'], (photo) => photoShape(photo, this.around));
  }

  permissions(params: Params): object {
    const member = this.member(params);
    const asked = params
      .required('permissions')
      .split(',')
      .map((name) => name.trim());
    if (asked.some((name) => !PERMISSIONS.includes(name)))
      throw invalid(`permissions are of ${PERMISSIONS.join(', ')}`);
    const granted = {
      posting: !this.refusalToPost(member),
      commenting: true,
      contents_deletion: member.role !== 'member',
    };
    return { permissions: asked.filter((name) => granted[name as keyof typeof granted]) };
  }

  createPost(params: Params): object {
    const member = this.member(params);
    const content = params.required('content');
    if (content.length > LONGEST_POST) throw new BandError(TOO_LONG);
    const refusal = this.refusalToPost(member);
    if (refusal) throw new BandError(refusal);
    const post = this.club.posts.add({
      authorKey: member.userKey,
      authorDetail: 'full',
      text: [{ type: 'text', text: content }],
      photos: [],
      pictureShape: 'array',
      createdAt: this.club.now(),
      emotionCount: 0,
      readCount: 1,
    });
    return { band_key: this.club.bandKey, post_key: post.key };
  }

  private refusalToPost(member: Member): typeof FORBIDDEN | undefined {
    if (this.club.posting === 'leader' && member.role !== 'leader') return LEADERS_ONLY;
    return this.club.posting === 'staff' && member.role === 'member' ? FORBIDDEN : undefined;
  }

  private postItem(post: Post): object {
    const count = this.club.comments.count(post);
    return postItemShape(post, count, count === 0 ? [] : this.club.comments.latest(post, 2), this.around);
  }

  /** The page in BAND's shape: the next page's parameters repeat the token and leave out the locale. */
  private paged<T>(params: Params, page: Page<T>, keep: readonly string[], shape: (item: T) => object): object {
    const kept = keep.flatMap((name) => {
      const value = params.optional(name);
      return value === undefined ? [] : [[name, value]];
    });
    const next = page.next !== null && {
      after: page.next,
      limit: String(this.limit(params)),
      band_key: this.club.bandKey,
      ...Object.fromEntries(kept),
      access_token: params.required('access_token'),
    };
    return { paging: { previous_params: null, next_params: next || null }, items: page.items.map(shape) };
  }

  private user(params: Params): Member {
    const holder = this.tokens.verify('access', params.optional('access_token') ?? '');
    const user = holder && this.club.members.anyone(holder.userKey);
    if (!user) throw new BandError(UNAUTHORIZED);
    return user;
  }

  private member(params: Params): Member {
    const { userKey } = this.user(params);
    const member = this.club.members.get(userKey);
    if (params.required('band_key') !== this.club.bandKey || !member) throw new BandError(NOT_BAND_MEMBER);
    return member;
  }

  private postOf(params: Params): Post {
    const post = this.club.posts.get(params.required('post_key'));
    if (!post) throw invalid('post_key is not a post of this band');
    return post;
  }

  private limit(params: Params): number {
    return params.wholeNumber('limit', PAGE, LARGEST_PAGE);
  }

  private after(params: Params): number | undefined {
    const cursor = params.optional('after');
    if (cursor === undefined) return undefined;
    const rank = this.club.keys.decode('cursor', cursor);
    if (rank === undefined) throw invalid('after is not a place in this list');
    return rank;
  }
}
