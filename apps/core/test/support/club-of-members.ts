import type { GameState, MemberState } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { until } from '@dongbaejul/testing';
import { mongo, Types } from 'mongoose';
import type { MeetingDetailAnswer } from '../../src/meetings/dto/meeting.dto';
import { ExportMemberData } from '../../src/member-data/export-member-data';
import { DevicesRepository } from '../../src/notifications/devices/devices.repository';
import { CoreUnderTest, Member } from './core-under-test';
import { inboxOf } from './inbox';
import type { Teller } from './teller';

/** All that holds something of a member. */
export const COLLECTIONS = [
  'posts',
  'comments',
  'post_reads',
  'mutes',
  'games',
  'game_results',
  'ratings',
  'meetings',
  'uploads',
  'calendar_tokens',
  'notifications',
  'notification_devices',
  'notification_preferences',
  'late_leavings',
];

const state = (id: string, more: Partial<MemberState> = {}): MemberState => ({
  id,
  username: `u${id.slice(-6)}`,
  display_name: `이름 ${id.slice(-4)}`,
  avatar: null,
  roles: ['USER'],
  status: 'active',
  ...more,
});

interface Tuples {
  2: [Member, Member];
  3: [Member, Member, Member];
  4: [Member, Member, Member, Member];
}
type Members<N extends number> = N extends keyof Tuples ? Tuples[N] : Member[];

export const playersOf = ({ participants }: GameState): (string | null)[] =>
  participants.map(({ user }) => user?.id ?? null);
export const going = (who: Member, id: string): Promise<unknown> =>
  who.client.put(`/meetings/${id}/rsvp`, { answer: 'going' });

/** A club whose members come and go: auth tells, core follows. */
export class ClubOfMembers {
  private constructor(
    readonly core: CoreUnderTest,
    private readonly auth: Teller,
  ) {}

  static async start(): Promise<ClubOfMembers> {
    const core = await CoreUnderTest.start();
    return new ClubOfMembers(core, await core.teller('auth'));
  }

  stop(): Promise<void> {
    return this.core.stop();
  }

  async newMember(): Promise<Member> {
    const member = this.core.member();
    await this.auth.tellAndWait('auth.member.changed', member.id, 1, state(member.id));
    return member;
  }

  async newMembers<N extends number>(count: N): Promise<Members<N>> {
    const all: Member[] = [];
    for (let i = 0; i < count; i += 1) all.push(await this.newMember());
    return all as Members<N>;
  }

  close({ id }: Member, more: Partial<MemberState> = {}): Promise<void> {
    const closed = state(id, { status: 'closed', display_name: '', ...more });
    return this.auth.tellAndWait('auth.member.changed', id, 9, closed);
  }

  /** And what follows at once. */
  async block({ id }: Member): Promise<void> {
    await this.auth.tellAndWait('auth.member.changed', id, 7, state(id, { status: 'blocked' }));
    const isDone = async (): Promise<boolean> => (await this.count('late_leavings', { _id: id, again_at: null })) === 1;
    await until(isDone, 'taken out');
  }

  unblock({ id }: Member): Promise<void> {
    return this.auth.tellAndWait('auth.member.changed', id, 8, state(id));
  }

  merge(from: Member, into: Member): Promise<void> {
    return this.auth.tellAndWait('auth.member.merged', from.id, 9, { from_id: from.id, into_id: into.id });
  }

  async gameOf(id: string, who: Member): Promise<GameState> {
    return (await who.client.get<{ game: GameState }>(`/games/${id}`)).data.game;
  }

  async meetingOf(id: string, who: Member): Promise<MeetingDetailAnswer['meeting']> {
    return (await who.client.get<MeetingDetailAnswer>(`/meetings/${id}`)).data.meeting;
  }

  async toldOf(who: Member): Promise<string[]> {
    return (await inboxOf(who)).notifications.map(({ type }) => type);
  }

  /** As registering does where pushes are configured. */
  device({ id: member_id }: Member): Promise<void> {
    const now = new Date();
    const row = { kind: 'fcm' as const, address: `token-${member_id}`, name: '전화', created_at: now, seen_at: now };
    const devices = this.core.get(DevicesRepository);
    return this.core
      .get(Transactions)
      .run((session) => devices.insert(session, { _id: new Types.ObjectId(), member_id, ...row }));
  }

  async exported({ id }: Member): Promise<Map<string, unknown>> {
    const files = new Map<string, unknown>();
    let cursor: string | undefined;
    do {
      const page = await this.core.get(ExportMemberData).page(id, cursor);
      for (const { name, content } of page.files) files.set(name, content);
      cursor = page.next_cursor;
    } while (cursor);
    return files;
  }

  /** What live views of a meeting are told last. */
  lastTold(meetingId: string): Promise<mongo.Document | null> {
    const filter = { name: 'core.meeting.changed', aggregate_id: meetingId };
    return this.core.db.collection('outbox').findOne(filter, { sort: { version: -1 } });
  }

  count(collection: string, filter: object): Promise<number> {
    return this.core.db.collection(collection).countDocuments(filter);
  }

  /** As requests end that were let in before the account was closed. */
  async underWay({ id }: Member, act: () => Promise<unknown>, after = 'closed'): Promise<void> {
    const set = (status: string): Promise<unknown> =>
      this.core.db.collection('members').updateOne({ _id: id } as object, { $set: { status } });
    await set('active');
    await act();
    await set(after);
  }
}
