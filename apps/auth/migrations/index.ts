import type { Migration } from '@dongbaejul/persistence';
import { accounts } from './0001-accounts';
import { sessions } from './0002-sessions';
import { mailAndLinks } from './0003-mail-and-links';
import { secondFactor } from './0004-second-factor';
import { audit } from './0010-audit';
import { adminUsers } from './0011-admin-users';
import { logs } from './0012-logs';
import { invitations } from './0013-invitations';
import { rosterMembers } from './0020-roster-members';
import { keysByIndex } from './0021-keys-by-index';
import { formerBandKeys } from './0022-former-band-keys';
import { searchByThrees } from './0023-search-by-threes';
import { deadLetterDismissals } from './0024-dead-letter-dismissals';

/** Every step of auth's database. A step that has been released is never changed: add another. */
export const migrations: readonly Migration[] = [
  accounts,
  sessions,
  audit,
  adminUsers,
  mailAndLinks,
  logs,
  secondFactor,
  invitations,
  rosterMembers,
  keysByIndex,
  formerBandKeys,
  searchByThrees,
  deadLetterDismissals,
];
