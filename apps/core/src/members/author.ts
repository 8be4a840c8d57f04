import type { Language } from '@dongbaejul/contracts';
import { shownUpload } from '@dongbaejul/identity';
import type { AuthorDto } from './dto/author.dto';
import type { Member } from './member.schema';

/** What a post or comment keeps of its author. */
export interface Authored {
  /** Null where BAND did not say who wrote it. */
  author_id: string | null;
  /** The name at the time of writing: shown until, or unless, the member is known. */
  author_name: string;
}

const LEFT: Record<Language, string> = { ko: '탈퇴한 회원', en: 'Former member' };
const UNKNOWN: Record<Language, string> = { ko: '알 수 없음', en: 'Unknown' };

const BLOCKED: Record<Language, string> = { ko: '비공개 회원', en: 'Undisclosed member' };

/** Somebody in a list of members, which, as the directory, does not name who is blocked. */
export function memberOf(row: Authored, members: ReadonlyMap<string, Member>, language: Language): AuthorDto {
  const member = row.author_id === null ? undefined : members.get(row.author_id);
  if (member?.status === 'blocked') return { id: null, display_name: BLOCKED[language], avatar: null };
  return authorOf(row, members, language);
}

/** The author as readers see one. A member's present name wins; who closed the account is not named. */
export function authorOf(row: Authored, members: ReadonlyMap<string, Member>, language: Language): AuthorDto {
  const member = row.author_id === null ? undefined : members.get(row.author_id);
  if (member?.status === 'closed') return { id: null, display_name: LEFT[language], avatar: null };
  return {
    id: member?._id ?? row.author_id,
    display_name: member?.display_name || row.author_name || UNKNOWN[language],
    avatar: shownUpload(member?.avatar ?? null),
  };
}
