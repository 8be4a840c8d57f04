import { CommonErrors } from '@dongbaejul/contracts';
import { Types } from 'mongoose';
import type { ChatConfig } from '../config';
import type { MembershipsRepository } from '../rooms/memberships.repository';
import type { RoomsRepository } from '../rooms/rooms.repository';
import { MessageWriter } from './message-writer';
import type { MessagesRepository } from './messages.repository';
import { draft } from '../../test/support/draft';

/** A database that is away says so after 4 s each time it is asked. */
const away = (): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(CommonErrors.SERVICE_UNAVAILABLE()), 4_000));

const sender = { id: 'member', name: '박지민' };

describe('MessageWriter while the database is away', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('answers everybody soon after their deadline, however many wait in the room', async () => {
    const rooms = { find: away } as unknown as RoomsRepository;
    const memberships = { among: () => Promise.resolve(new Set()) } as unknown as MembershipsRepository;
    const writer = new MessageWriter({} as MessagesRepository, rooms, memberships, {} as ChatConfig);
    const roomId = new Types.ObjectId().toHexString();
    const codes: string[] = [];
    for (let i = 0; i < 1_000; i += 1) {
      writer.write(roomId, draft(`t${i}`, sender)).catch((error: { code: string }) => codes.push(error.code));
    }
    await jest.advanceTimersByTimeAsync(9_500);
    expect(codes).toHaveLength(1_000);
    expect([...new Set(codes)].sort()).toEqual(['SERVICE_TIMEOUT', 'SERVICE_UNAVAILABLE']);
  });
});
