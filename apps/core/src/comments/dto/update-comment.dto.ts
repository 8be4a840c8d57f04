import { Text } from '@dongbaejul/service-kit';
import { LONGEST_COMMENT } from './create-comment.dto';

export class UpdateCommentDto {
  @Text({ max: LONGEST_COMMENT })
  content: string;
}
