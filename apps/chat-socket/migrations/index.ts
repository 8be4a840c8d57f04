import type { Migration } from '@dongbaejul/persistence';
import { filesOfHidden } from './0014-files-of-hidden';
import { search } from './0011-search';
import { roomsAndMessages } from './0001-rooms-and-messages';
import { memberData } from './0010-member-data';
import { names } from './0013-names';
import { unreadAndMerged } from './0012-unread-and-merged';

/** In the order of their ids; a migration that was released is never changed. */
export const chatMigrations: readonly Migration[] = [
  roomsAndMessages,
  memberData,
  search,
  unreadAndMerged,
  names,
  filesOfHidden,
];
