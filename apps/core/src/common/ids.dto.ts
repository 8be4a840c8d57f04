import { ApiProperty } from '@nestjs/swagger';
import { IsMongoId } from 'class-validator';

const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;

export class PostPath {
  @ApiProperty(ID)
  @IsMongoId()
  id: string;
}

export class MemberPath {
  @ApiProperty(ID)
  @IsMongoId()
  id: string;
}

export class CommentPath extends PostPath {
  @ApiProperty(ID)
  @IsMongoId()
  cid: string;
}

export class MeetingPath {
  @ApiProperty(ID)
  @IsMongoId()
  id: string;
}

export class GamePath {
  @ApiProperty(ID)
  @IsMongoId()
  id: string;
}
