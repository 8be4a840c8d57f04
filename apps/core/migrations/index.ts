import type { Migration } from '@dongbaejul/persistence';
import { postsAndComments } from './0001-posts-and-comments';
import { notifications } from './0002-notifications';
import { mutes } from './0003-mutes';
import { devices } from './0004-devices';
import { mentions } from './0005-mentions';
import { search } from './0006-search';
import { meetings } from './0007-meetings';
import { calendar } from './0008-calendar';
import { games } from './0009-games';
import { uploads } from './0010-uploads';
import { memberData } from './0020-member-data';
import { dataOfMembers } from './0030-data-of-members';
import { meetingSeries } from './0031-meeting-series';
import { reports } from './0032-reports';
import { lateLeavings } from './0033-late-leavings';
import { hostsWhoLeft } from './0034-hosts-who-left';
import { toldRatings } from './0035-told-ratings';
import { eventsInGames } from './0036-events-in-games';
import { blockedMembers } from './0038-blocked-members';
import { filesOfMessages } from './0039-files-of-messages';
import { chatReads } from './0037-chat-reads';
import { draftsOfWhoLeft } from './0040-drafts-of-who-left';

/** In the order of their ids; a migration that was released is never changed. */
export const coreMigrations: readonly Migration[] = [
  postsAndComments,
  notifications,
  mutes,
  devices,
  mentions,
  search,
  meetings,
  calendar,
  games,
  uploads,
  memberData,
  dataOfMembers,
  meetingSeries,
  reports,
  lateLeavings,
  hostsWhoLeft,
  toldRatings,
  eventsInGames,
  chatReads,
  blockedMembers,
  filesOfMessages,
  draftsOfWhoLeft,
];
