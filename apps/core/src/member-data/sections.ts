import type { ExportSection } from '@dongbaejul/persistence';

type Row = Record<string, unknown>;

const listOf = (row: Row, field: string): Row[] => (row[field] ?? []) as Row[];

/** A game's facts, with the places of the member and the guests; who else was there is not theirs to take along. */
const ownPlaces = ({ players, waiting, host_id, ...game }: Row, memberId: string): object => ({
  ...game,
  is_host: host_id === memberId,
  plays: listOf({ players }, 'players').filter(({ party }) => party === memberId),
  waits: listOf({ waiting }, 'waiting').filter(({ party }) => party === memberId),
});

const ownAnswer = ({ answers, ...meeting }: Row, memberId: string): object => ({
  ...meeting,
  ...listOf({ answers }, 'answers').find(({ member_id }) => member_id === memberId),
});

const ownWithdrawals = ({ withdrawals, ...game }: Row, memberId: string): object => ({
  ...game,
  withdrawals: listOf({ withdrawals }, 'withdrawals').filter(({ member_id }) => member_id === memberId),
});

/** What others wrote and members cannot read (any more) is not named here either; what is one's own is. */
const likedPost = ({ state, author_id, title, ...like }: Row, memberId: string): object => ({
  ...like,
  ...((state === 'published' || author_id === memberId) && { title }),
});

const GAME = ['title', 'game_date', 'duration', 'location', 'game_type', 'status'] as const;
const MEETING = ['title', 'meeting_date', 'duration', 'location', 'kind', 'is_cancelled'] as const;

/** In the order of the archive. A feature that keeps something of members adds its row. */
export const SECTIONS: readonly ExportSection[] = [
  {
    name: 'posts',
    collection: 'posts',
    by: 'author_id',
    fields: [
      'state',
      'source',
      'title',
      'content',
      'category',
      'attachments',
      'like_count',
      'created_at',
      'updated_at',
    ],
  },
  {
    name: 'comments',
    collection: 'comments',
    by: 'author_id',
    fields: ['post_id', 'parent_id', 'content', 'is_deleted', 'created_at', 'updated_at'],
  },
  {
    name: 'likes',
    collection: 'posts',
    by: 'liked_by',
    fields: ['title', 'created_at', 'state', 'author_id'],
    own: likedPost,
  },
  { name: 'reads', collection: 'post_reads', by: 'member_id', fields: ['post_id', 'read_at'] },
  {
    name: 'notifications',
    collection: 'notifications',
    by: 'member_id',
    fields: ['type', 'data', 'read_at', 'created_at'],
  },
  {
    name: 'reports',
    collection: 'reports',
    by: 'reporter_id',
    fields: ['case_id', 'reason', 'text', 'created_at'],
  },
  { name: 'mutes', collection: 'mutes', by: 'muter_id', fields: ['muted_id', 'muted', 'changed_at'] },
  {
    name: 'games',
    collection: 'games',
    by: 'member_ids',
    fields: [...GAME, 'host_id', 'players', 'waiting', 'court_id', 'sets', 'winner', 'result', 'mvp', 'created_at'],
    own: ownPlaces,
  },
  {
    name: 'games-left',
    collection: 'games',
    by: 'withdrawals.member_id',
    fields: [...GAME, 'withdrawals'],
    own: ownWithdrawals,
  },
  {
    name: 'game-results',
    collection: 'game_results',
    by: 'member_id',
    fields: [
      'game_id',
      'discipline',
      'completed_at',
      'side',
      'won',
      'result',
      'partners',
      'opponents',
      'sets_won',
      'sets_lost',
      'points_for',
      'points_against',
    ],
  },
  {
    name: 'ratings',
    collection: 'ratings',
    by: 'member_id',
    fields: ['discipline', 'mu', 'sigma', 'games', 'wins', 'score', 'provisional'],
  },
  {
    name: 'meetings-called',
    collection: 'meetings',
    by: 'host_id',
    fields: [...MEETING, 'description', 'max_participants', 'counts', 'created_at'],
  },
  {
    name: 'meeting-answers',
    collection: 'meetings',
    by: 'answers.member_id',
    fields: [...MEETING, 'answers'],
    own: ownAnswer,
  },
  {
    name: 'uploads',
    collection: 'uploads',
    by: 'owner_id',
    fields: ['state', 'name', 'content_type', 'size', 'width', 'height', 'hangs_on', 'created_at'],
  },
  // Neither the secret of the calendar address nor the address of a device: whoever has it can read, or send.
  { name: 'calendar', collection: 'calendar_tokens', by: '_id', fields: ['created_at'] },
  {
    name: 'devices',
    collection: 'notification_devices',
    by: 'member_id',
    fields: ['kind', 'name', 'created_at', 'seen_at'],
  },
  {
    name: 'notification-preferences',
    collection: 'notification_preferences',
    by: '_id',
    fields: ['off', 'quiet_hours', 'digest', 'language'],
  },
];
