import { Types } from 'mongoose';
import type { ChatRoomDto } from '../src/rooms/dto/room.dto';
import { ChatUnderTest, Person } from './support/chat-under-test';

const id = (): string => new Types.ObjectId().toHexString();

describe('rooms', () => {
  let chat: ChatUnderTest;
  let [a, b, c]: Person[] = [];
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2 });
    a = await chat.member('김민호');
    b = await chat.member('박지민');
    c = await chat.member('이서연');
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const room = async (roomId: string, who: Person): Promise<ChatRoomDto> =>
    (await who.client.send<{ room: ChatRoomDto }>('GET', `/rooms/${roomId}`)).data.room;
  const pair = (who: Person, other: string) =>
    who.client.send<{ room: ChatRoomDto }>('POST', '/rooms', { type: 'private', participants: [other] });

  it('of two people are one, whoever opens it and however many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => pair(i % 2 ? a! : b!, i % 2 ? b!.id : a!.id)),
    );
    expect(answers.map((one) => one.status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map((one) => one.data.room.id)).size).toBe(1);
    const { id: roomId } = answers[0]!.data.room;
    expect(await chat.db.collection('memberships').countDocuments({ room_id: new Types.ObjectId(roomId) })).toBe(2);
    // Each sees it under the other's name.
    expect([(await room(roomId, a!)).name, (await room(roomId, b!)).name]).toEqual(['박지민', '김민호']);
  });

  it.each([
    [{ type: 'private', participants: [] }, 400],
    [{ type: 'private' }, 400],
    [{ type: 'private', participants: ['x'] }, 400],
    [{ type: 'private', participants: [id()] }, 422],
    [{ type: 'group', participants: [] }, 400],
    [{ type: 'group', name: '모임', participants: [id()] }, 422],
    [{ type: 'global', name: '둘째' }, 409],
    [{ type: 'club', name: 'x' }, 400],
  ])('are not opened by %j: %d', async (body, status) =>
    expect((await a!.client.send('POST', '/rooms', body)).status).toBe(status),
  );

  it('are not opened with oneself', async () => expect((await pair(a!, a!.id)).status).toBe(400));

  it('are made once by one Idempotency-Key', async () => {
    const body = { type: 'group', name: '한 번', participants: [b!.id] };
    const key = { 'idempotency-key': id() };
    const made = await Promise.all(
      [1, 2, 3].map(() => a!.client.send<{ room: ChatRoomDto }>('POST', '/rooms', body, key)),
    );
    const created = made.filter((one) => one.status === 201);
    expect(created.length).toBeGreaterThan(0);
    expect(new Set(created.map((one) => one.data.room.id)).size).toBe(1);
    expect(await chat.db.collection('rooms').countDocuments({ name: '한 번' })).toBe(1);
  });

  it('are changed by their owner alone, and handed to who is in them longest', async () => {
    const roomId = await chat.group([a!, b!]);
    expect((await b!.client.send('PATCH', `/rooms/${roomId}`, { name: '내 방' })).error.code).toBe('ROOM_OWNER_ONLY');
    expect((await b!.client.send('POST', `/rooms/${roomId}/members`, { member_ids: [c!.id] })).status).toBe(403);
    expect((await a!.client.send('POST', `/rooms/${roomId}/members`, { member_ids: [c!.id, b!.id] })).status).toBe(200);
    const stale = await a!.client.send('PATCH', `/rooms/${roomId}`, { name: '새 이름' }, { 'if-match': '1' });
    expect(stale.status).toBe(412);
    expect((await a!.client.send('PATCH', `/rooms/${roomId}`, { name: '새 이름' })).status).toBe(200);
    await a!.client.send('POST', `/rooms/${roomId}/leave`);
    const left = await room(roomId, b!);
    expect(left).toMatchObject({ owner: b!.id, name: '새 이름', participant_count: 2 });
    expect((await c!.client.send('PATCH', `/rooms/${roomId}`, { name: '아님' })).status).toBe(403);
    expect((await b!.client.send('PATCH', `/rooms/${roomId}`, { name: '내 방' })).status).toBe(200);
    expect((await a!.client.send('GET', `/rooms/${roomId}`)).status).toBe(404);
    expect((await a!.client.send('POST', `/rooms/${roomId}/leave`)).status).toBe(404);
  });

  it('keep one owner when all leave at once', async () => {
    const roomId = await chat.group([a!, b!, c!]);
    await Promise.all([a!, b!].map((one) => one.client.send('POST', `/rooms/${roomId}/leave`)));
    expect(await room(roomId, c!)).toMatchObject({ owner: c!.id, participant_count: 1 });
  });

  it('of others are unknown, of whatever kind', async () => {
    const { id: roomId } = (await pair(a!, b!.id)).data.room;
    const group = await chat.group([a!, b!]);
    for (const one of [roomId, group]) {
      expect((await c!.client.send('POST', `/rooms/${one}/leave`)).error.code).toBe('ROOM_NOT_FOUND');
      expect((await c!.client.send('PATCH', `/rooms/${one}`, { name: 'x' })).error.code).toBe('ROOM_NOT_FOUND');
      expect((await c!.client.send('POST', `/rooms/${one}/members`, { member_ids: [c!.id] })).status).toBe(404);
      expect((await c!.client.send('DELETE', `/rooms/${one}/members/${b!.id}`)).status).toBe(404);
    }
  });

  it('are all in the list, however many', async () => {
    const [many, other] = [await chat.member('마당발'), await chat.member('친구')];
    const now = new Date();
    const rooms = Array.from({ length: 1_100 }, (_, i) => ({
      _id: new Types.ObjectId(),
      type: 'group',
      name: `방 ${i}`,
      owner_id: other.id,
      audience: 0,
      version: 1,
      created_at: now,
      updated_at: now,
    }));
    const places = rooms.map(({ _id }) => ({
      room_id: _id,
      member_id: many.id,
      joined_at: now,
      read_seq: 0,
      muted: false,
    }));
    await chat.db.collection('rooms').insertMany(rooms, { writeConcern: { w: 'majority' } });
    await chat.db.collection('memberships').insertMany(places, { writeConcern: { w: 'majority' } });
    const { data } = await many.client.send<{ pagination: { total: number } }>('GET', '/rooms?limit=1');
    expect(data.pagination.total).toBe(1_101);
  });

  it('are listed by cursor as by page, each once, and by no cursor of another list', async () => {
    const reader = await chat.member('목록');
    const made: string[] = [];
    for (let i = 0; i < 6; i += 1) made.push(await chat.group([reader, a!], `목록 ${i}`));
    interface List {
      rooms: ChatRoomDto[];
      next_cursor?: string;
    }
    const list = async (query: string): Promise<List> =>
      (await reader.client.send<List>('GET', `/rooms?limit=3${query}`)).data;
    const byPage = [await list(''), await list('&page=2'), await list('&page=3')];
    const byCursor: List[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: List = await list(after && `&after=${after}`);
      byCursor.push(page);
      after = page.next_cursor;
    }
    const idsOf = (pages: List[]): string[][] => pages.map(({ rooms }) => rooms.map((one) => one.id));
    expect(idsOf(byCursor)).toEqual(idsOf(byPage));
    expect(idsOf(byCursor).flat()).toEqual(expect.arrayContaining(made));
    const theirs = await reader.client.send<List>('GET', `/rooms/${made[0]}/members?limit=1`);
    for (const junk of ['x', theirs.data.next_cursor]) {
      const { status, error } = await reader.client.send('GET', `/rooms?after=${junk}`);
      expect([status, Object.keys(error.details ?? {})]).toEqual([400, ['after']]);
    }
  });

  it('keep in the audit log who named them and who brought whom', async () => {
    const roomId = await chat.group([a!, b!]);
    await a!.client.send('PATCH', `/rooms/${roomId}`, { name: '새 이름' });
    await a!.client.send('POST', `/rooms/${roomId}/members`, { member_ids: [c!.id, b!.id] });
    // What changes nothing is nothing to record.
    await a!.client.send('PATCH', `/rooms/${roomId}`, { name: '새 이름' });
    await a!.client.send('POST', `/rooms/${roomId}/members`, { member_ids: [c!.id] });
    const filter = { name: 'chat-socket.audit.recorded', 'payload.object_id': roomId };
    const told = await chat.db.collection('outbox').find(filter).sort({ _id: 1 }).toArray();
    expect(told.map(({ payload }) => payload as object)).toMatchObject([
      { action: 'room.renamed', actor_id: a!.id, before: { name: '모임' }, after: { name: '새 이름' } },
      { action: 'room.members_added', actor_id: a!.id, before: null, after: { member_ids: [c!.id] } },
    ]);
    expect(told).toHaveLength(2);
  });

  it('are not left or changed where they are of two or of all', async () => {
    const { id: roomId } = (await pair(a!, c!.id)).data.room;
    const global = String((await chat.db.collection('rooms').findOne({ key: 'global' }))!._id);
    for (const one of [roomId, global]) {
      expect((await a!.client.send('POST', `/rooms/${one}/leave`)).error.code).toBe('ROOM_KIND_FIXED');
      expect((await a!.client.send('PATCH', `/rooms/${one}`, { name: 'x' })).error.code).toBe('ROOM_KIND_FIXED');
    }
  });
});
