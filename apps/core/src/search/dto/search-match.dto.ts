import { ApiProperty } from '@nestjs/swagger';
import type { Mark, MarkedText } from '@dongbaejul/search';

class MarkDto implements Mark {
  @ApiProperty({ type: Number })
  start: number;

  @ApiProperty({ type: Number })
  end: number;
}

export class MarkedTextDto implements MarkedText {
  @ApiProperty({ type: String, description: 'Plain text; escape it like any other' })
  text: string;

  @ApiProperty({ type: [MarkDto], description: 'Where in text the words are, in UTF-16 units' })
  marks: MarkDto[];
}

export class MarkedCommentDto extends MarkedTextDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;
}

export class SearchMatchDto {
  @ApiProperty({ type: MarkedTextDto, nullable: true })
  title: MarkedTextDto | null;

  @ApiProperty({ type: MarkedTextDto, nullable: true, description: 'An excerpt around the words' })
  content: MarkedTextDto | null;

  @ApiProperty({ type: MarkedCommentDto, nullable: true, description: 'Where only a comment has the words' })
  comment: MarkedCommentDto | null;
}
