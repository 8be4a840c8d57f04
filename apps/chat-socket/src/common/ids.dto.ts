import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';

export const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;

export class RoomPath {
  @ApiProperty(ID)
  @IsId()
  id: string;
}

export class RoomMemberPath extends RoomPath {
  @ApiProperty(ID)
  @IsId()
  memberId: string;
}

export class MessagePath {
  @ApiProperty(ID)
  @IsId()
  id: string;
}
