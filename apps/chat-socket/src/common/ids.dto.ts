import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsMongoId } from 'class-validator';
import { applyDecorators } from '@nestjs/common';

export const ID = { type: String, pattern: '^[0-9a-f]{24}$' } as const;

const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** An id of ours, in the one spelling that ids are compared in. */
export const IsId = (options: { each?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lower) : lower(value))),
    IsMongoId(options),
  );

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
