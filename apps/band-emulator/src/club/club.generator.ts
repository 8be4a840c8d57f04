import type { Album, AuthorDetail, ClubSize, Member, Photo, Post } from './club.types';
import { fill } from './korean';
import type { KeyCodec } from './keys';
import { mix, Random, spread } from './random';
import { TextWriter } from './text-writer';
import { ANCHOR, koreanMonth, momentOf } from './time-line';
import { ALBUM_NAMES } from './vocabulary/comment-templates';
import { POST_KINDS, type PostKind } from './vocabulary/post-templates';
import { SLOTS } from './vocabulary/slots';

const POST_STREAM = 2;
const PICTURE_STREAM = 3;
const ALBUM_STREAM = 4;
const PHOTO_STREAM = 5;
const MOST_PICTURES = 16;
const PHOTO_SIZES = [
  [1280, 960],
  [960, 1280],
  [1280, 720],
  [1080, 1080],
] as const;
const TOTAL_WEIGHT = POST_KINDS.reduce((sum, kind) => sum + kind.weight, 0);
const SEASONS = ['겨울', '봄', '여름', '가을'] as const;

/**
 * Makes any item of the demo club from its number alone, so that a club of 100,000 posts costs no memory and no
 * start-up time. The same seed and sizes always make the same items.
 */
export class ClubGenerator {
  private readonly staff: readonly Member[];

  constructor(
    readonly size: ClubSize,
    private readonly keys: KeyCodec,
    private readonly members: readonly Member[],
  ) {
    this.staff = members.filter((member) => member.role !== 'member');
  }

  post(index: number): Post {
    const random = new Random(mix(this.size.seed, POST_STREAM, index));
    const kind = this.postKind(index);
    const createdAt = momentOf(index + 0.1 + random.next() * 0.8, this.size.posts);
    const author = this.postAuthor(index, kind, random);
    const pictures = random.chance(kind.pictures) ? random.int(1, random.chance(0.2) ? 8 : 3) : 0;
    const photos = Array.from({ length: pictures }, (_, n) => this.postPhoto(index, n, author.userKey, createdAt));
    const pictureShape = pictures === 1 && random.chance(0.5) ? 'one' : random.chance(0.5) ? 'array' : 'keyed';
    const writer = new TextWriter(random, createdAt, () => this.activeMember(random), author.userKey);
    writer.add(random.pick(kind.titles)).add('\n');
    let first = true;
    for (const sentence of random.sample(kind.body, random.int(...kind.sentences))) {
      writer.add(first || random.chance(0.35) ? '\n' : ' ').add(sentence);
      first = false;
    }
    const ending = random.pick(kind.endings);
    if (ending) writer.add(random.chance(0.5) ? '\n\n' : '\n').add(ending);
    if (random.chance(0.8))
      photos.forEach((photo) => writer.add('\n').addAttachment(photo.isVideo ? 'video' : 'photo', photo.key));
    // A member who is met only here must be recognisable: the first author of every second post always has a key.
    const authorDetail = index % 2 === 0 ? detail(random, 0.08, 0) : detail(random, 0.08, 0.05);
    return {
      key: this.keys.encode('post', index),
      authorKey: author.userKey,
      authorDetail,
      text: writer.result(),
      photos,
      pictureShape,
      createdAt,
      emotionCount: random.int(0, 25),
      readCount: random.int(10, Math.max(10, Math.min(180, this.size.members))),
    };
  }

  postKind(index: number): PostKind {
    let ticket = new Random(mix(this.size.seed, POST_STREAM, index, 1)).next() * TOTAL_WEIGHT;
    for (const kind of POST_KINDS) {
      ticket -= kind.weight;
      if (ticket < 0) return kind.byStaff && !this.mayAnnounce(index) ? POST_KINDS[1]! : kind;
    }
    return POST_KINDS[0]!;
  }

  /** The picture of a post by its key; undefined for one that a change added. */
  pictureOfPost(key: string): Photo | undefined {
    const id = this.keys.decode('post-photo', key);
    if (id === undefined || id >= this.size.posts * MOST_PICTURES) return undefined;
    return this.postPhoto(Math.floor(id / MOST_PICTURES), id % MOST_PICTURES, '', ANCHOR);
  }

  private postPhoto(postIndex: number, n: number, authorKey: string, createdAt: number): Photo {
    const random = new Random(mix(this.size.seed, PICTURE_STREAM, postIndex, n));
    const key = this.keys.encode('post-photo', postIndex * MOST_PICTURES + n);
    return { ...this.picture(random, key, null, authorKey, createdAt), isVideo: random.chance(0.06) };
  }

  /** The number range of an album's photos; albums follow each other, some larger than others. */
  albumRange(index: number): readonly [from: number, to: number] {
    const { albums, photos } = this.size;
    const edge = (n: number): number => {
      if (n <= 0 || n >= albums) return n <= 0 ? 0 : photos;
      const wobble = (new Random(mix(this.size.seed, ALBUM_STREAM, n)).next() - 0.5) * 0.8;
      return Math.round(((n + wobble) / albums) * photos);
    };
    return [edge(index), edge(index + 1)];
  }

  album(index: number): Album {
    const random = new Random(mix(this.size.seed, ALBUM_STREAM, index, 1));
    const createdAt = momentOf(this.albumRange(index)[0], this.size.photos);
    const { year, month } = koreanMonth(createdAt);
    const own: Record<string, string> = {
      year: String(year),
      month: String(month),
      season: SEASONS[Math.floor((month % 12) / 3)]!,
    };
    const name = fill(random.pick(ALBUM_NAMES), (slot) => own[slot] ?? random.pick(SLOTS[slot] ?? [slot]));
    return { key: this.keys.encode('album', index), name, authorKey: random.pick(this.staff).userKey, createdAt };
  }

  albumPhoto(index: number, albumKey: string): Photo {
    const random = new Random(mix(this.size.seed, PHOTO_STREAM, index));
    const author = this.members[spread(index, this.members.length, this.size.seed)]!;
    const createdAt = momentOf(index + random.next(), this.size.photos);
    return this.picture(random, this.keys.encode('photo', index), albumKey, author.userKey, createdAt);
  }

  /** Some members write far more than others. */
  activeMember(random: Random): Member {
    return this.members[Math.floor(random.next() ** 2.2 * this.members.length)]!;
  }

  /** Even posts have a fixed author (see `postAuthor`), who may be no one to write notices. */
  private mayAnnounce(index: number): boolean {
    return index % 2 === 1 || this.turnOf(index).role !== 'member';
  }

  private turnOf(index: number): Member {
    return this.members[spread(index / 2, this.members.length, this.size.seed)]!;
  }

  /** Every second post goes around all members, so that a sync of the posts can meet each of them. */
  private postAuthor(index: number, kind: PostKind, random: Random): Member {
    if (index % 2 === 0) return this.turnOf(index);
    return kind.byStaff ? random.pick(this.staff) : this.activeMember(random);
  }

  private picture(random: Random, key: string, albumKey: string | null, authorKey: string, createdAt: number): Photo {
    const [width, height] = random.pick(PHOTO_SIZES);
    return {
      key,
      albumKey,
      authorKey,
      authorDetail: detail(random, 0.15, 0.05),
      width,
      height,
      createdAt: Math.min(createdAt, ANCHOR),
      commentCount: random.chance(0.2) ? random.int(1, 6) : 0,
      emotionCount: random.int(0, 9),
      isVideo: random.chance(0.03),
    };
  }
}

/** Which parts of an author BAND leaves out this time. */
export function detail(random: Random, withoutRole: number, withoutKey: number): AuthorDetail {
  const ticket = random.next();
  if (ticket < withoutKey) return 'without-key';
  return ticket < withoutKey + withoutRole ? 'without-role' : 'full';
}
