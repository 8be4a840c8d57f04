import type { MemberMerged } from '@dongbaejul/contracts';
import { IsMongoId } from 'class-validator';

/** `auth.member.merged`, checked on receipt. */
export class MemberMergedDto implements MemberMerged {
  @IsMongoId()
  from_id: string;

  @IsMongoId()
  into_id: string;
}
