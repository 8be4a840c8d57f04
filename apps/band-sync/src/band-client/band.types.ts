/** What BAND's Open API tells, already read, unescaped and free of its own tags. Times are ISO 8601 UTC. */
export interface BandPerson {
  /** BAND leaves it out now and then; such a person cannot be told from a namesake. */
  userKey: string | null;
  name: string;
  profileImageUrl: string | null;
}

export interface BandMention {
  userKey: string;
  /** The name as it was when the text was written. */
  name: string;
}

export interface BandPicture {
  url: string;
  width: number | null;
  height: number | null;
}

export interface BandPost {
  postKey: string;
  author: BandPerson;
  content: string;
  mentions: BandMention[];
  pictures: BandPicture[];
  /** As BAND counts them; null where it does not say. */
  commentCount: number | null;
  createdAt: string;
}

export interface BandComment {
  commentKey: string;
  postKey: string;
  author: BandPerson;
  content: string;
  mentions: BandMention[];
  createdAt: string;
}

export interface BandAlbum {
  albumKey: string;
  name: string;
  /** As BAND counts them; null where it does not say. */
  photoCount: number | null;
  createdAt: string;
}

export interface BandPhoto {
  photoKey: string;
  /** Of a video, its thumbnail. */
  url: string;
  width: number | null;
  height: number | null;
  author: BandPerson;
  takenAt: string;
  isVideo: boolean;
}

/** What BAND lets an account do in a band. */
export type BandPermission = 'posting' | 'commenting' | 'contents_deletion';

export interface BandProfile {
  userKey: string;
  name: string;
  profileImageUrl: string | null;
}

export interface Band {
  bandKey: string;
  name: string;
  memberCount: number;
}

export interface BandTokens {
  accessToken: string;
  refreshToken: string | null;
  userKey: string;
  scope: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Where a list goes on: BAND's own parameters of the next page, without the access token that it puts among them. */
export type BandCursor = Record<string, string>;

export interface BandPage<Item> {
  items: Item[];
  next: BandCursor | null;
}
