import { ensureIndex, Migration } from '@dongbaejul/persistence';

/** As long as a subscriber remembers which events it took in. */
const KEPT_S = 60 * 24 * 60 * 60;

export const deadLetterDismissals: Migration = {
  id: '0024-dead-letter-dismissals',
  up: async (db) => {
    await ensureIndex(
      db,
      'dead_letter_dismissals',
      { at: 1 },
      { expireAfterSeconds: KEPT_S, serves: 'that a dead letter was dismissed is known for 60 days' },
    );
  },
};
