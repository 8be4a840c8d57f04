import type { Account } from '../accounts/account.schema';
import type { AccountChange } from '../accounts/accounts.repository';
import type { NewAccount } from '../accounts/accounts.service';
import { generateUsername } from '../accounts/names';

const LONGEST_NAME = 50;
const LONGEST_AVATAR = 2_000;
const NAMELESS = '이름 없음';

/** What BAND shows of a person. */
export interface BandPerson {
  userKey: string;
  name: string;
  avatar: string | null;
}

/** The same, fit to be stored: BAND has no rules that we know of. */
export function tidy({ userKey, name, avatar }: BandPerson): BandPerson {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  const short = [...plain].slice(0, LONGEST_NAME).join('').slice(0, LONGEST_NAME).toWellFormed();
  const usable = avatar !== null && avatar.length <= LONGEST_AVATAR && /^https?:\/\//.test(avatar);
  return { userKey, name: short || NAMELESS, avatar: usable ? avatar : null };
}

/** @param active whether this person is a member already */
export function newBandAccount(person: BandPerson, active: boolean): NewAccount {
  return {
    username: generateUsername(),
    displayName: person.name,
    avatar: person.avatar,
    status: active ? 'active' : 'pending',
    bandUserKey: person.userKey,
  };
}

/**
 * What of an account follows BAND: name and avatar that the member did not choose here, and admission when BAND says
 * that they are in the club. Empty when nothing differs; accounts that staff blocked or their owner closed stay.
 */
export function followBand(account: Account, person: BandPerson, inClub: boolean): AccountChange {
  if (account.status === 'blocked' || account.status === 'closed') return {};
  return {
    ...(!account.chosen.displayName && account.displayName !== person.name && { displayName: person.name }),
    ...(!account.chosen.avatar && account.avatar !== person.avatar && { avatar: person.avatar }),
    ...(inClub && account.status === 'pending' && { status: 'active' as const }),
  };
}
