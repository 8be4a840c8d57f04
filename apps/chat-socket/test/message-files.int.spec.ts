import { MongoConnection } from '@dongbaejul/persistence';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { filesOfHidden } from '../migrations/0014-files-of-hidden';
import { MessageWriter } from '../src/messages/message-writer';
import { ChatUnderTest, Person, TestSocket } from './support/chat-under-test';
import { CoreStandIn } from './support/core-stand-in';

const newId = (): string => new Types.ObjectId().toHexString();

describe('files that hang on a message', () => {
  let chat: ChatUnderTest;
  let core: CoreStandIn;
  let author: Person;
  let roomId: string;
  let socket: TestSocket;

  beforeAll(async () => {
    chat = await ChatUnderTest.start();
    core = await chat.withCore();
    author = await chat.member('김민호');
    roomId = await chat.group([author, await chat.member('박지민')]);
    socket = await chat.connect(author);
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const picture = (): string => {
    const upload = newId();
    core.uploads.set(upload, author.id);
    return upload;
  };
  const send = (upload: string, tempId = newId()): Promise<Record<string, unknown>> =>
    socket.ask('message:send', { roomId, content: '', tempId, type: 'image', attachments: [upload] });
  const told = async (upload: string): Promise<object[]> => {
    const filter = { name: 'chat-socket.message-files.changed', 'payload.upload_ids': upload };
    const rows = await chat.db.collection('outbox').find(filter).sort({ _id: 1 }).toArray();
    return rows.map(({ payload }) => payload as object);
  };
  const heldBy = (upload: string): string | undefined => core.holds.get(upload);

  it('are let go with the message that its author deletes', async () => {
    const upload = picture();
    const { messageId } = await send(upload);
    expect((await author.client.send('DELETE', `/messages/${String(messageId)}`)).status).toBe(200);
    const change = { files_id: heldBy(upload), upload_ids: [upload], shown: false, version: 2 };
    expect(await told(upload)).toEqual([change]);
  });

  it('are let go when staff hide it, and asked back when it is shown again', async () => {
    const upload = picture();
    const message_id = String((await send(upload)).messageId);
    for (const [version, hidden] of [
      [1, true],
      [2, false],
      [3, true],
    ] as const) {
      const decision = { message_id, room_id: roomId, hidden, reason: '욕설', decided_by: newId(), version };
      await core.tell('core.message.moderated', message_id, decision, version);
      await until(async () => (await told(upload)).length === version, 'core is told');
    }
    const change = { files_id: heldBy(upload), upload_ids: [upload] };
    expect(await told(upload)).toEqual([
      { ...change, shown: false, by_staff: true, version: 2 },
      { ...change, shown: true, version: 3 },
      { ...change, shown: false, by_staff: true, version: 4 },
    ]);
    // What staff have hidden stays so when its author deletes it.
    expect((await author.client.send('DELETE', `/messages/${message_id}`)).status).toBe(200);
    expect((await told(upload)).at(-1)).toEqual({ ...change, shown: false, by_staff: true, version: 5 });
  });

  it('are let go with messages that were deleted or hidden before core was told of any', async () => {
    const [shown, hidden, deleted, both] = [picture(), picture(), picture(), picture()];
    const ids = new Map<string, Types.ObjectId>();
    for (const upload of [shown, hidden, deleted, both]) {
      ids.set(upload, new Types.ObjectId(String((await send(upload)).messageId)));
    }
    const messages = chat.db.collection('messages');
    await messages.updateMany({}, { $unset: { files_id: 1 } });
    const gone = { is_deleted: true, attachments: [], content: '' };
    const byStaff = { hidden: { reason: '욕설', by: newId(), at: new Date() } };
    await messages.updateOne({ _id: ids.get(hidden) }, { $set: byStaff });
    await messages.updateOne({ _id: ids.get(deleted) }, { $set: gone });
    await messages.updateOne({ _id: ids.get(both) }, { $set: { ...gone, ...byStaff } });
    const lease = { signal: new AbortController().signal };
    for (let time = 1; time <= 2; time += 1) {
      await filesOfHidden.up(chat.db, chat.get(MongoConnection).client, lease);
    }
    const news = async (upload: string): Promise<unknown[]> => {
      const filter = { aggregate_id: String(ids.get(upload)), name: 'chat-socket.message-files.changed' };
      return (await chat.db.collection('outbox').find(filter).toArray()).map(({ payload }) => payload as unknown);
    };
    const common = (upload: string): object => ({ files_id: String(ids.get(upload)), shown: false, version: 1 });
    expect(await news(shown)).toEqual([]);
    expect(await news(hidden)).toEqual([{ ...common(hidden), upload_ids: [hidden], by_staff: true }]);
    expect(await news(deleted)).toEqual([{ ...common(deleted), upload_ids: [] }]);
    expect(await news(both)).toEqual([{ ...common(both), upload_ids: [], by_staff: true }]);
  });

  it("are the message's own when it is sent again after it could not be stored", async () => {
    const upload = picture();
    const write = jest.spyOn(chat.get(MessageWriter), 'write').mockRejectedValueOnce(new Error('cut off'));
    expect(await send(upload, 'again')).not.toHaveProperty('ok');
    write.mockRestore();
    expect(await send(upload, 'again')).toMatchObject({ ok: true });
    expect(await send(upload, 'another')).not.toHaveProperty('ok');
  });
});
