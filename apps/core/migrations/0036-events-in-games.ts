import { embeddedOutboxIndex } from '@dongbaejul/messaging';
import type { Migration } from '@dongbaejul/persistence';

/** Points of live scores carry their event in the game. */
export const eventsInGames: Migration = {
  id: 'core-0036-events-in-games',
  up: async (db) => {
    await embeddedOutboxIndex(db, 'games');
  },
};
