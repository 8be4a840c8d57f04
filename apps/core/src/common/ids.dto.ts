import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';

const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;

export class PostPath {
  @ApiProperty(ID)
  @IsId()
  id: string;
}

export class MemberPath {
  @ApiProperty(ID)
  @IsId()
  id: string;
}

export class CommentPath extends PostPath {
  @ApiProperty(ID)
  @IsId()
  cid: string;
}

export class MeetingPath {
  @ApiProperty(ID)
  @IsId()
  id: string;
}

export class GamePath {
  @ApiProperty(ID)
  @IsId()
  id: string;
}
