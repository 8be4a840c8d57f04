import type { Migration } from '@dongbaejul/persistence';
import { accounts } from './0001-accounts';
import { sessions } from './0002-sessions';
import { audit } from './0010-audit';

/** Every step of auth's database. A step that has been released is never changed: add another. */
export const migrations: readonly Migration[] = [accounts, sessions, audit];
