import type { ExportSection } from '@dongbaejul/persistence';

/** In the order of the archive. What others wrote is theirs. */
export const SECTIONS: readonly ExportSection[] = [
  {
    name: 'rooms',
    collection: 'memberships',
    by: 'member_id',
    fields: ['room_id', 'joined_at', 'read_seq', 'muted'],
    beside: { field: 'room_id', collection: 'rooms', fields: ['name', 'type', 'owner_id', 'created_at'], as: 'room' },
  },
  {
    name: 'messages',
    collection: 'messages',
    by: 'sender_id',
    fields: [
      'room_id',
      'seq',
      'type',
      'content',
      'reply_to',
      'attachments',
      'mentions',
      'is_deleted',
      'edited_at',
      'created_at',
    ],
    rows: 500,
  },
  { name: 'presence', collection: 'members', by: '_id', fields: ['last_seen_at'] },
];
