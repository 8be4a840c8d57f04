import type { Language } from '@dongbaejul/contracts';
import { shownUpload } from '@dongbaejul/identity';
import type { Member } from '../directory/member.schema';
import type { PhotoAuthorDto } from './dto/photos.dto';
import type { Photo } from './photo.schema';

const LEFT: Record<Language, string> = { ko: '탈퇴한 회원', en: 'Former member' };

/** What is known of a member who took photos. */
export type KnownAuthor = Pick<Member, 'display_name' | 'avatar' | 'status'>;

/** Who took a photo: the member's present name wins over BAND's, and who closed the account is not named. */
export function photoAuthor(
  { author_id, author_name }: Pick<Photo, 'author_id' | 'author_name'>,
  members: ReadonlyMap<string, KnownAuthor>,
  language: Language,
): PhotoAuthorDto {
  const member = author_id === null ? undefined : members.get(author_id);
  if (member?.status === 'closed') return { id: null, display_name: LEFT[language], avatar: null };
  const avatar = shownUpload(member?.avatar ?? null);
  return { id: author_id, display_name: member?.display_name || author_name, avatar };
}
