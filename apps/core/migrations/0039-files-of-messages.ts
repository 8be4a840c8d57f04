import { ensureIndex, Migration } from '@dongbaejul/persistence';

export const filesOfMessages: Migration = {
  id: 'core-0039-files-of-messages',
  up: async (db) => {
    await ensureIndex(
      db,
      'uploads',
      { 'hangs_on.id': 1 },
      {
        partialFilterExpression: { 'hangs_on.type': 'message' },
        serves: 'chat-socket.message-files.changed: all that hangs on a message',
      },
    );
  },
};
