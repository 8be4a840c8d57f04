import { Role, SYNC_RUN_PROGRESSED, SyncRunProgressed } from '@dongbaejul/contracts';
import { Hints } from '@dongbaejul/messaging';
import { until } from '@dongbaejul/testing';
import { ChatUnderTest, TestSocket } from './support/chat-under-test';

const EVENT = 'sync:progressed';

describe('the progress of a sync run', () => {
  let chat: ChatUnderTest;
  beforeAll(async () => {
    chat = await ChatUnderTest.start({ nodes: 2 });
  }, 60_000);
  afterAll(() => chat.stop(), 60_000);

  const connect = async (roles: Role[], node: number): Promise<TestSocket> => {
    const who = await chat.member('회원', { roles });
    return chat.connect(who, node, undefined, roles);
  };

  it('is shown to staff and auditors at every process, once, and to no member', async () => {
    const staff = [await connect(['USER', 'OPERATOR'], 0), await connect(['USER', 'AUDITOR'], 1)];
    const member = await connect(['USER'], 0);
    const told: SyncRunProgressed = {
      run: { id: '65f000000000000000000001', status: 'running', progress: { pages: 3 } },
    };
    const ended: SyncRunProgressed = { run: { ...told.run, status: 'succeeded' } };
    for (const one of [told, ended]) await chat.get(Hints).publish(SYNC_RUN_PROGRESSED, one);
    for (const socket of staff) {
      await until(() => socket.of(EVENT).length === 2, 'both are told');
      expect(socket.of(EVENT)).toEqual([told, ended]);
    }
    expect(member.of(EVENT)).toEqual([]);
  });
});
