import type { Language } from '@dongbaejul/contracts';
import { shownUpload } from '@dongbaejul/identity';
import { requestContext } from '@dongbaejul/service-kit';
import type { Member } from './member.schema';

/** A person as others in a room see one. */
export interface Person {
  id: string;
  name: string;
  avatar: string | null;
}

const LEFT: Record<Language, string> = { ko: '탈퇴한 회원', en: 'Former member' };
const UNKNOWN: Record<Language, string> = { ko: '알 수 없음', en: 'Unknown' };

/**
 * The present name wins over the one that was kept with a message; who closed the account is not named.
 * @param kept the name at the time of writing, for a member whose event is still on its way
 */
export function personOf(id: string, member: Member | undefined, kept = '', language = languageNow()): Person {
  if (member?.status === 'closed') return { id, name: LEFT[language], avatar: null };
  return { id, name: member?.display_name || kept || UNKNOWN[language], avatar: shownUpload(member?.avatar ?? null) };
}

/** Whoever has closed the account. */
export const formerMember = (language = languageNow()): string => LEFT[language];

const languageNow = (): Language => requestContext()?.language ?? 'ko';
