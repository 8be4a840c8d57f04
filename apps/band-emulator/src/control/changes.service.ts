import { BadRequestException, Injectable } from '@nestjs/common';
import { ADDED_PICTURE, Club } from '../club/club';
import { FIRST_ADDED } from '../club/keys';
import type { Photo } from '../club/club.types';
import type { TextPart } from '../club/rich-text';
import type {
  AddMemberDto,
  AddPhotoDto,
  AddPostDto,
  ChangesDto,
  EditMemberDto,
  EditPhotoDto,
  EditPostDto,
} from './dto/changes.dto';

type Applied = Record<'added' | 'edited' | 'removed', string[]>;
export type ChangesAnswer = Record<'members' | 'posts' | 'comments' | 'albums' | 'photos', Applied>;

/** Changes the demo club while it runs, as its members would on BAND. */
@Injectable()
export class ChangesService {
  private pictures = 0;

  constructor(private readonly club: Club) {}

  /**
   * Applies the changes in a fixed order: members, posts, comments, albums, photos; added, edited, removed.
   * @throws BadRequestException at the first key that is nothing; what came before it stays done
   */
  apply(changes: ChangesDto): ChangesAnswer {
    const { members, posts, comments, albums } = this.club;
    if (changes.band?.name !== undefined) this.club.name = changes.band.name;
    if (changes.band?.posting !== undefined) this.club.posting = changes.band.posting;
    const list = <T>(items: T[] | undefined, act: (item: T) => string): string[] => (items ?? []).map(act);
    return {
      members: {
        added: list(changes.members?.add, (dto) => this.addMember(dto)),
        edited: list(changes.members?.edit, (dto) => this.editMember(dto)),
        removed: list(changes.members?.remove, (key) => found(members.remove(key), 'member', key).userKey),
      },
      posts: {
        added: list(changes.posts?.add, (dto) => this.addPost(dto)),
        edited: list(changes.posts?.edit, (dto) => this.editPost(dto)),
        removed: list(changes.posts?.remove, (key) => found(posts.remove(key), 'post', key).key),
      },
      comments: {
        added: list(changes.comments?.add, (dto) => this.addComment(dto)),
        edited: list(
          changes.comments?.edit,
          ({ comment_key: key, content }) =>
            found(comments.edit(key, { text: this.club.parseText(content) }), 'comment', key).key,
        ),
        removed: list(changes.comments?.remove, (key) => found(comments.remove(key), 'comment', key).key),
      },
      albums: {
        added: list(
          changes.albums?.add,
          ({ name }) => albums.addAlbum({ name, authorKey: this.author(), createdAt: this.club.now() }).key,
        ),
        edited: [],
        removed: [],
      },
      photos: {
        added: list(changes.photos?.add, (dto) => this.addPhoto(dto)),
        edited: list(
          changes.photos?.edit,
          (dto) => found(albums.editPhoto(dto.photo_key, photoFields(dto)), 'photo', dto.photo_key).key,
        ),
        removed: list(changes.photos?.remove, (key) => found(albums.removePhoto(key), 'photo', key).key),
      },
    };
  }

  private addMember({ user_key, ...fields }: AddMemberDto): string {
    if (fields.role === 'leader') this.stepDown();
    return this.club.members.add(given({ ...fields, userKey: user_key }), this.club.now()).userKey;
  }

  private editMember({ user_key, ...fields }: EditMemberDto): string {
    if (fields.role === 'leader') this.stepDown();
    return found(this.club.members.edit(user_key, given(fields)), 'member', user_key).userKey;
  }

  /** A band has one leader. */
  private stepDown(): void {
    const leader = this.club.leader;
    if (leader) this.club.members.edit(leader.userKey, { role: 'coleader' });
  }

  private addPost(dto: AddPostDto): string {
    const authorKey = this.author(dto.author_key);
    const now = this.club.now();
    const photos = this.postPhotos(dto.photos ?? 0, authorKey, now);
    const post = this.club.posts.add({
      authorKey,
      authorDetail: 'full',
      text: withPictures(this.club.parseText(dto.content), photos),
      photos,
      pictureShape: 'array',
      createdAt: dto.created_at ?? now,
      emotionCount: dto.emotion_count ?? 0,
      readCount: 1,
    });
    return post.key;
  }

  private editPost(dto: EditPostDto): string {
    const post = found(this.club.posts.get(dto.post_key), 'post', dto.post_key);
    const photos =
      dto.photos === undefined ? post.photos : this.postPhotos(dto.photos, post.authorKey, this.club.now());
    const words =
      dto.content === undefined
        ? post.text.filter((part) => part.type !== 'attachment')
        : this.club.parseText(dto.content);
    const text = dto.content === undefined && dto.photos === undefined ? post.text : withPictures(words, photos);
    this.club.posts.edit(post.key, { text, photos, emotionCount: dto.emotion_count ?? post.emotionCount });
    return post.key;
  }

  private addComment({
    post_key,
    content,
    author_key,
  }: {
    post_key: string;
    content: string;
    author_key?: string;
  }): string {
    const post = found(this.club.posts.get(post_key), 'post', post_key);
    const authorKey = this.author(author_key);
    const fields = {
      postKey: post.key,
      authorKey,
      authorDetail: 'full',
      text: this.club.parseText(content),
      photo: null,
    } as const;
    return this.club.comments.add({ ...fields, createdAt: this.club.now(), emotionCount: 0 }).key;
  }

  private addPhoto(dto: AddPhotoDto): string {
    const album = found(this.club.albums.album(dto.photo_album_key), 'album', dto.photo_album_key);
    const photo = {
      ...newPicture(this.author(dto.author_key), this.club.now()),
      ...photoFields(dto),
      albumKey: album.key,
    };
    return this.club.albums.addPhoto(photo).key;
  }

  private postPhotos(count: number, authorKey: string, createdAt: number): Photo[] {
    return Array.from({ length: count }, () => {
      this.pictures += 1;
      return {
        ...newPicture(authorKey, createdAt),
        albumKey: null,
        key: this.club.keys.encode('post-photo', FIRST_ADDED + this.pictures),
      };
    });
  }

  private author(key?: string): string {
    if (key !== undefined) return found(this.club.members.get(key), 'member', key).userKey;
    return found(this.club.leader, 'member', 'the leader').userKey;
  }
}

function found<T>(item: T | undefined, what: string, key: string): T {
  if (item === undefined) throw new BadRequestException(`No such ${what}: ${key}`);
  return item;
}

function withPictures(text: readonly TextPart[], photos: readonly Photo[]): TextPart[] {
  return [
    ...text,
    ...photos.flatMap((photo): TextPart[] => [
      { type: 'text', text: '\n' },
      { type: 'attachment', kind: 'photo', id: photo.key },
    ]),
  ];
}

function newPicture(authorKey: string, createdAt: number): Omit<Photo, 'key' | 'albumKey'> {
  return {
    authorKey,
    authorDetail: 'full',
    ...ADDED_PICTURE,
    createdAt,
    commentCount: 0,
    emotionCount: 0,
    isVideo: false,
  };
}

function photoFields(dto: AddPhotoDto | EditPhotoDto): Partial<Pick<Photo, 'url' | 'width' | 'height' | 'isVideo'>> {
  return given({ url: dto.url, width: dto.width, height: dto.height, isVideo: dto.is_video });
}

/** Without the fields that were not given, so that they do not overwrite. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
