import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import type { BandRole } from '../../club/club.types';

const ROLES: BandRole[] = ['leader', 'coleader', 'member'];

class MemberFields {
  @IsString()
  @MaxLength(500)
  @IsOptional()
  description?: string;

  @IsIn(ROLES)
  @IsOptional()
  role?: BandRole;
}

export class AddMemberDto extends MemberFields {
  @IsString()
  @MinLength(1)
  @MaxLength(50)
  name: string;

  /** Of an outsider or former member who joins; without it, a new account is made. */
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  @IsOptional()
  user_key?: string;
}

export class EditMemberDto extends MemberFields {
  @IsString()
  user_key: string;

  @IsString()
  @MinLength(1)
  @MaxLength(50)
  @IsOptional()
  name?: string;
}

class PostFields {
  /** How many pictures the post carries. */
  @IsInt()
  @Min(0)
  @Max(16)
  @IsOptional()
  photos?: number;

  @IsInt()
  @Min(0)
  @IsOptional()
  emotion_count?: number;
}

export class AddPostDto extends PostFields {
  @IsString()
  @MinLength(1)
  content: string;

  /** Without it, the leader. */
  @IsString()
  @IsOptional()
  author_key?: string;

  @IsInt()
  @Min(0)
  @IsOptional()
  created_at?: number;
}

export class EditPostDto extends PostFields {
  @IsString()
  post_key: string;

  @IsString()
  @MinLength(1)
  @IsOptional()
  content?: string;
}

export class AddCommentDto {
  @IsString()
  post_key: string;

  @IsString()
  @MinLength(1)
  content: string;

  @IsString()
  @IsOptional()
  author_key?: string;
}

export class EditCommentDto {
  @IsString()
  comment_key: string;

  @IsString()
  @MinLength(1)
  content: string;
}

export class AddAlbumDto {
  @IsString()
  @MinLength(1)
  name: string;
}

class PhotoFields {
  /** An address of its own, to try a client's guard against foreign hosts. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https', 'file', 'ftp'] })
  @IsOptional()
  url?: string;

  @IsInt()
  @Min(1)
  @Max(4_000)
  @IsOptional()
  width?: number;

  @IsInt()
  @Min(1)
  @Max(4_000)
  @IsOptional()
  height?: number;

  @IsBoolean()
  @IsOptional()
  is_video?: boolean;
}

export class AddPhotoDto extends PhotoFields {
  @IsString()
  photo_album_key: string;

  @IsString()
  @IsOptional()
  author_key?: string;
}

export class EditPhotoDto extends PhotoFields {
  @IsString()
  photo_key: string;
}

class BandDto {
  @IsString()
  @MinLength(1)
  @IsOptional()
  name?: string;

  @IsIn(['everyone', 'staff', 'leader'])
  @IsOptional()
  posting?: 'everyone' | 'staff' | 'leader';
}

/** A list of `type`, each item validated. */
function ListOf(type: new () => object): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [IsArray(), ValidateNested({ each: true }), Type(() => type), IsOptional()])
      decorate(target, property as string);
  };
}

/** One object inside, validated; ValidateNested alone would take a list. */
function OneOf(type: () => new () => object): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [IsObject(), ValidateNested(), Type(type), IsOptional()])
      decorate(target, property as string);
  };
}

class Removals {
  @IsString({ each: true })
  @IsOptional()
  remove?: string[];
}

class MemberChanges extends Removals {
  @ListOf(AddMemberDto) add?: AddMemberDto[];
  @ListOf(EditMemberDto) edit?: EditMemberDto[];
}

class PostChanges extends Removals {
  @ListOf(AddPostDto) add?: AddPostDto[];
  @ListOf(EditPostDto) edit?: EditPostDto[];
}

class CommentChanges extends Removals {
  @ListOf(AddCommentDto) add?: AddCommentDto[];
  @ListOf(EditCommentDto) edit?: EditCommentDto[];
}

class AlbumChanges {
  @ListOf(AddAlbumDto) add?: AddAlbumDto[];
}

class PhotoChanges extends Removals {
  @ListOf(AddPhotoDto) add?: AddPhotoDto[];
  @ListOf(EditPhotoDto) edit?: EditPhotoDto[];
}

export class ChangesDto {
  @OneOf(() => BandDto) band?: BandDto;
  @OneOf(() => MemberChanges) members?: MemberChanges;
  @OneOf(() => PostChanges) posts?: PostChanges;
  @OneOf(() => CommentChanges) comments?: CommentChanges;
  @OneOf(() => AlbumChanges) albums?: AlbumChanges;
  @OneOf(() => PhotoChanges) photos?: PhotoChanges;
}
