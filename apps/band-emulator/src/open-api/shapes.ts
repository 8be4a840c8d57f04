import type { Album, AuthorDetail, Comment, Member, Photo, Post } from '../club/club.types';
import { escapeHtml, renderRichText } from '../club/rich-text';

const LATEST_COMMENTS = 2;

/** What the shapes need to know besides the item itself. */
export interface Surroundings {
  bandKey: string;
  imageUrl(id: string): string;
  person(userKey: string): Member | undefined;
}

export function authorShape(userKey: string, detail: AuthorDetail, around: Surroundings): object {
  const member = around.person(userKey);
  return {
    name: escapeHtml(member?.name ?? '알 수 없음'),
    description: escapeHtml(member?.description ?? ''),
    ...(detail !== 'without-role' && member && { role: member.role }),
    profile_image_url: around.imageUrl(userKey),
    ...(detail !== 'without-key' && { user_key: userKey }),
  };
}

export function photoShape(photo: Photo, around: Surroundings): object {
  return {
    photo_key: photo.key,
    url: photo.url ?? around.imageUrl(photo.key),
    width: photo.width,
    height: photo.height,
    photo_album_key: photo.albumKey,
    created_at: photo.createdAt,
    author: authorShape(photo.authorKey, photo.authorDetail, around),
    comment_count: photo.commentCount,
    emotion_count: photo.emotionCount,
    is_video_thumbnail: photo.isVideo,
  };
}

/** A post in the list: videos come first among its `photos`, as thumbnails. */
export function postItemShape(
  post: Post,
  commentCount: number,
  latest: readonly Comment[],
  around: Surroundings,
): object {
  const photos = [...post.photos].sort((a, b) => Number(b.isVideo) - Number(a.isVideo));
  return {
    ...postBase(post, commentCount, around),
    photos: photos.map((photo) => photoShape(photo, around)),
    latest_comments: latest.slice(0, LATEST_COMMENTS).map((comment) => ({
      body: renderRichText(comment.text),
      author: authorShape(comment.authorKey, comment.authorDetail, around),
      created_at: comment.createdAt,
    })),
  };
}

/** A post alone. BAND shows its pictures in more than one way, and so does this. */
export function postDetailShape(post: Post, commentCount: number, around: Surroundings): object {
  const pictures = post.photos.filter((photo) => !photo.isVideo);
  const videos = post.photos.filter((photo) => photo.isVideo);
  return {
    ...postBase(post, commentCount, around),
    ...picturesShape(post, pictures, around),
    ...(videos.length > 0 && { video: keyed(videos, around) }),
    post_read_count: post.readCount,
  };
}

export function commentShape(comment: Comment, around: Surroundings): object {
  return {
    band_key: around.bandKey,
    post_key: comment.postKey,
    comment_key: comment.key,
    content: renderRichText(comment.text),
    author: authorShape(comment.authorKey, comment.authorDetail, around),
    created_at: comment.createdAt,
    emotion_count: comment.emotionCount,
    is_audio_included: false,
    photo: comment.photo && {
      url: comment.photo.url ?? around.imageUrl(comment.photo.key),
      width: comment.photo.width,
      height: comment.photo.height,
    },
  };
}

export function albumShape(album: Album, photoCount: number, around: Surroundings): object {
  return {
    photo_album_key: album.key,
    name: escapeHtml(album.name),
    photo_count: photoCount,
    created_at: album.createdAt,
    author: authorShape(album.authorKey, 'full', around),
  };
}

function postBase(post: Post, commentCount: number, around: Surroundings): object {
  return {
    content: renderRichText(post.text),
    author: authorShape(post.authorKey, post.authorDetail, around),
    post_key: post.key,
    comment_count: commentCount,
    created_at: post.createdAt,
    emotion_count: post.emotionCount,
    band_key: around.bandKey,
  };
}

function picturesShape(post: Post, pictures: readonly Photo[], around: Surroundings): object {
  const [first] = pictures;
  if (!first) return {};
  if (post.pictureShape === 'one' && pictures.length === 1) return { photo: photoShape(first, around) };
  if (post.pictureShape === 'keyed') return { photo: keyed(pictures, around) };
  return { photos: pictures.map((photo) => photoShape(photo, around)) };
}

function keyed(photos: readonly Photo[], around: Surroundings): Record<string, object> {
  return Object.fromEntries(photos.map((photo) => [photo.key, photoShape(photo, around)]));
}
