import type { Migration } from '@dongbaejul/persistence';
import { roomsAndMessages } from './0001-rooms-and-messages';

/** In the order of their ids; a migration that was released is never changed. */
export const chatMigrations: readonly Migration[] = [roomsAndMessages];
