import type { Migration } from '@dongbaejul/persistence';
import { mirrors } from './0002-mirrors';
import { memberData } from './0010-member-data';
import { roster } from './0011-roster';
import { publications } from './0012-publications';
import { admins } from './0013-admins';
import { names } from './0014-names';
import { publicationsInDoubt } from './0015-publications-in-doubt';
import { runsByStatus } from './0016-runs-by-status';
import { onePublicationOfAPost } from './0017-one-publication-of-a-post';
import { syncRuns } from './0001-sync-runs';
import { schedule } from './0003-schedule';
import { photos } from './0004-photos';

export const migrations: readonly Migration[] = [
  syncRuns,
  mirrors,
  schedule,
  photos,
  memberData,
  roster,
  publications,
  admins,
  names,
  publicationsInDoubt,
  runsByStatus,
  onePublicationOfAPost,
];
