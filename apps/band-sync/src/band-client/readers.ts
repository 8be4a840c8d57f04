import type {
  Band,
  BandAlbum,
  BandComment,
  BandCursor,
  BandPage,
  BandPermission,
  BandPerson,
  BandPhoto,
  BandPicture,
  BandPost,
  BandProfile,
  BandTokens,
} from './band.types';
import { plainLine, plainText } from './rich-text';

/** Thrown by the readers for what cannot be BAND's answer; the client makes a `bad-reply` of it. */
export class UnreadableReply extends Error {}

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function object(value: unknown, what: string): Json {
  if (!isObject(value)) throw new UnreadableReply(`${what} is not an object`);
  return value;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : null;
};

function key(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 500) throw new UnreadableReply(`${what} is missing`);
  return value;
}

/** BAND counts milliseconds since 1970. */
function time(value: unknown, what: string): string {
  const date = new Date(number(value) ?? NaN);
  if (Number.isNaN(date.getTime())) throw new UnreadableReply(`${what} is not a time`);
  return date.toISOString();
}

export function readPerson(value: unknown): BandPerson {
  const author = isObject(value) ? value : {};
  return {
    userKey: textOrNull(author.user_key),
    name: plainLine(text(author.name)),
    profileImageUrl: textOrNull(author.profile_image_url),
  };
}

/**
 * A post's pictures in every shape BAND shows them: an array `photos`, one object `photo`, or an object keyed by id.
 * Thumbnails of videos are no pictures.
 */
export function readPictures(post: Json): BandPicture[] {
  return [...listed(post.photos), ...listed(post.photo)]
    .filter((photo) => photo.is_video_thumbnail !== true && textOrNull(photo.url) !== null)
    .map((photo) => ({ url: text(photo.url), width: number(photo.width), height: number(photo.height) }))
    .filter((picture, at, all) => all.findIndex((other) => other.url === picture.url) === at);
}

function listed(value: unknown): Json[] {
  if (Array.isArray(value)) return value.filter(isObject);
  if (!isObject(value)) return [];
  return typeof value.url === 'string' ? [value] : Object.values(value).filter(isObject);
}

export function readPost(value: unknown): BandPost {
  const post = object(value, 'post');
  const { text: content, mentions } = plainText(text(post.content));
  return {
    postKey: key(post.post_key, 'post_key'),
    author: readPerson(post.author),
    content,
    mentions,
    pictures: readPictures(post),
    commentCount: number(post.comment_count),
    createdAt: time(post.created_at, 'created_at'),
  };
}

/** Of a post that was just written. */
export const readPostKey = (value: unknown): string => key(object(value, 'result_data').post_key, 'post_key');

/** Lists of comments call the text `content`, a post's latest comments call it `body`. */
export function readComment(value: unknown, postKey: string): BandComment {
  const comment = object(value, 'comment');
  const { text: content, mentions } = plainText(text(comment.content ?? comment.body));
  return {
    commentKey: key(comment.comment_key, 'comment_key'),
    postKey,
    author: readPerson(comment.author),
    content,
    mentions,
    createdAt: time(comment.created_at, 'created_at'),
  };
}

export function readAlbum(value: unknown): BandAlbum {
  const album = object(value, 'album');
  return {
    albumKey: key(album.photo_album_key, 'photo_album_key'),
    name: plainLine(text(album.name)),
    photoCount: number(album.photo_count),
    createdAt: time(album.created_at, 'created_at'),
  };
}

export function readPhoto(value: unknown): BandPhoto {
  const photo = object(value, 'photo');
  return {
    photoKey: key(photo.photo_key, 'photo_key'),
    url: text(photo.url),
    width: number(photo.width),
    height: number(photo.height),
    author: readPerson(photo.author),
    takenAt: time(photo.created_at, 'created_at'),
    isVideo: photo.is_video_thumbnail === true,
  };
}

export function readProfile(value: unknown): BandProfile {
  const profile = object(value, 'profile');
  return {
    userKey: key(profile.user_key, 'user_key'),
    name: plainLine(text(profile.name)),
    profileImageUrl: textOrNull(profile.profile_image_url),
  };
}

export function readBands(value: unknown): Band[] {
  const { bands } = object(value, 'bands');
  if (!Array.isArray(bands)) throw new UnreadableReply('bands is not a list');
  return bands.map((entry) => {
    const band = object(entry, 'band');
    return {
      bandKey: key(band.band_key, 'band_key'),
      name: plainLine(text(band.name)),
      memberCount: number(band.member_count) ?? 0,
    };
  });
}

/** @param asked which are of interest: BAND may name others */
export function readPermissions(value: unknown, asked: readonly BandPermission[]): BandPermission[] {
  const { permissions } = object(value, 'permissions');
  if (!Array.isArray(permissions)) throw new UnreadableReply('permissions is not a list');
  return asked.filter((one) => permissions.includes(one));
}

export function readTokens(value: unknown, now: number): BandTokens {
  const reply = object(value, 'token reply');
  return {
    accessToken: key(reply.access_token, 'access_token'),
    refreshToken: textOrNull(reply.refresh_token),
    userKey: key(reply.user_key, 'user_key'),
    scope: text(reply.scope),
    expiresAt: now + (number(reply.expires_in) ?? 3_600) * 1_000,
  };
}

/** A page of a list. The cursor leaves out the access token, which BAND repeats among the next page's parameters. */
export function readPage<Item>(value: unknown, readItem: (item: unknown) => Item): BandPage<Item> {
  const page = object(value, 'page');
  if (!Array.isArray(page.items)) throw new UnreadableReply('items is not a list');
  const paging = object(page.paging ?? {}, 'paging');
  const next = paging.next_params ?? null;
  return { items: page.items.map(readItem), next: next === null ? null : readCursor(object(next, 'next_params')) };
}

function readCursor(params: Json): BandCursor {
  const cursor: BandCursor = {};
  for (const [name, value] of Object.entries(params)) {
    if (name === 'access_token') continue;
    if (typeof value === 'string' || typeof value === 'number') cursor[name] = String(value);
  }
  return cursor;
}
