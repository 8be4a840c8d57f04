import type { RichText } from './rich-text';

export type BandRole = 'leader' | 'coleader' | 'member';

export interface Member {
  userKey: string;
  name: string;
  /** The name that generated texts mention: a mention keeps the name of its day when the member changes it. */
  mentionedAs: string;
  description: string;
  role: BandRole;
  joinedAt: number;
}

/** BAND sometimes leaves out parts of an author. */
export type AuthorDetail = 'full' | 'without-role' | 'without-key';

export interface Photo {
  key: string;
  albumKey: string | null;
  authorKey: string;
  authorDetail: AuthorDetail;
  width: number;
  height: number;
  createdAt: number;
  commentCount: number;
  emotionCount: number;
  isVideo: boolean;
  /** Set when a change gave the picture an address of its own. */
  url?: string;
}

export interface Post {
  key: string;
  authorKey: string;
  authorDetail: AuthorDetail;
  text: RichText;
  photos: readonly Photo[];
  /** BAND's detail shows pictures in different ways; see `open-api/post-shapes.ts`. */
  pictureShape: 'array' | 'one' | 'keyed';
  createdAt: number;
  emotionCount: number;
  readCount: number;
}

export interface Comment {
  key: string;
  postKey: string;
  authorKey: string;
  authorDetail: AuthorDetail;
  text: RichText;
  photo: Photo | null;
  createdAt: number;
  emotionCount: number;
}

export interface Album {
  key: string;
  name: string;
  authorKey: string;
  createdAt: number;
}

export interface ClubSize {
  members: number;
  posts: number;
  albums: number;
  photos: number;
  /** Of a hundred posts so many have comments: one to nine as a rule, now and then dozens. */
  commentedPercent: number;
  seed: number;
}
