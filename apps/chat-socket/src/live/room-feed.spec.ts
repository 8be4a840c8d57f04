import { Delivery, FeedSource, RoomFeed } from './room-feed';

const delivery = (seq: number, audience = 0): Delivery<string> => ({ seq, audience, message: `m${seq}` });

class Room implements FeedSource<string> {
  stored: Delivery<string>[] = [];
  emitted: number[] = [];
  fetches = 0;
  audience = 0;
  away = false;

  async after(seq: number): Promise<Delivery<string>[]> {
    this.fetches += 1;
    if (this.away) throw new Error('away');
    return this.stored.filter((one) => one.seq > seq);
  }
  async refreshAudience(): Promise<number> {
    return this.audience;
  }
  emit({ seq }: Delivery<string>): void {
    this.emitted.push(seq);
  }
  failed(): void {}
}

describe('RoomFeed', () => {
  let room: Room;
  let feed: RoomFeed<string>;
  const turn = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    jest.useFakeTimers();
    room = new Room();
    feed = new RoomFeed(room, 10, 0);
  });
  afterEach(() => {
    feed.close();
    jest.useRealTimers();
  });

  it('hands messages on at once while they come in order, and each once', () => {
    for (const seq of [11, 12, 12, 11, 13, 9]) feed.offer(delivery(seq));
    expect(room.emitted).toEqual([11, 12, 13]);
  });

  it('waits for one that was overtaken, without asking the database', async () => {
    feed.offer(delivery(12));
    expect(room.emitted).toEqual([]);
    feed.offer(delivery(11));
    expect(room.emitted).toEqual([11, 12]);
    await turn(60);
    expect(room.fetches).toBe(0);
  });

  it('fetches what was lost, in its place', async () => {
    room.stored = [11, 12, 13].map((seq) => delivery(seq));
    feed.offer(delivery(13));
    await turn(80);
    expect(room.emitted).toEqual([11, 12, 13]);
  });

  it('fetches a last message that no hint told of', async () => {
    room.stored = [delivery(11)];
    feed.expect(11);
    await turn(20);
    expect(room.emitted).toEqual([11]);
  });

  it('tries again while the database is away, and loses nothing', async () => {
    room.away = true;
    room.stored = [11, 12].map((seq) => delivery(seq));
    feed.offer(delivery(12));
    await turn(80);
    expect(room.emitted).toEqual([]);
    room.away = false;
    await turn(600);
    expect(room.emitted).toEqual([11, 12]);
  });

  it('looks at its sockets before a message that knows of a departure', async () => {
    room.audience = 1;
    const looked = jest.spyOn(room, 'refreshAudience');
    feed.offer(delivery(11));
    feed.offer(delivery(12, 1));
    expect(room.emitted).toEqual([11]);
    await turn(5);
    expect(room.emitted).toEqual([11, 12]);
    feed.offer(delivery(13, 1));
    expect(looked).toHaveBeenCalledTimes(1);
  });
});
