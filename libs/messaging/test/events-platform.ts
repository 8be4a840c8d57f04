import { randomUUID } from 'node:crypto';
import { ActivityRecorded, EVENT_SUBSCRIBERS, EventEnvelope, MemberState } from '@dongbaejul/contracts';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { IsArray, IsIn, IsInt, IsString, ValidateIf } from 'class-validator';
import { ClientSession, Schema } from 'mongoose';
import { applyIfNewer, MongoConnection, Transactions } from '@dongbaejul/persistence';
import { OnEvent, Outbox } from '@dongbaejul/messaging';
import { newPrefix, OwnRedis, Running, startTelling, TellingOptions, until } from './support';

// Here are only auth and core: an event that others hear as well would wait for them.
Object.assign(EVENT_SUBSCRIBERS, { 'auth.member.changed': ['core'] });

class MemberStateDto implements MemberState {
  @IsString() id: string;
  @IsString() username: string;
  @IsString() display_name: string;
  @ValidateIf((o: MemberState) => o.avatar !== null) @IsString() avatar: string | null;
  @IsArray() roles: MemberState['roles'];
  @IsString() status: MemberState['status'];
}

class ActivityDto implements ActivityRecorded {
  @IsString() member_id: string;
  @IsIn(['post', 'comment', 'like_received']) kind: ActivityRecorded['kind'];
  @IsInt() delta: 1 | -1;
}

export interface Member {
  _id: string;
  name: string;
  version?: number;
}
const memberSchema = new Schema<Member>({ _id: String, name: String, version: Number });

/** What the handler in core does besides, and what it saw; reset for each test. */
export const script: {
  onMember: (event: EventEnvelope<'auth.member.changed'>) => Promise<void> | void;
  traces: (string | undefined)[];
} = {
  onMember: () => undefined,
  traces: [],
};

/** In core: keeps names, and counts every effect in a place where a second one would show. */
@Injectable()
export class MemberNames {
  constructor(private readonly mongo: MongoConnection) {}

  @OnEvent('auth.member.changed', MemberStateDto)
  async remember(event: EventEnvelope<'auth.member.changed'>, session: ClientSession): Promise<void> {
    const members = this.mongo.connection.model<Member>('Member');
    await this.mongo.db
      .collection<{ _id: string; n: number }>('effects')
      .updateOne({ _id: event.id }, { $inc: { n: 1 } }, { session, upsert: true });
    await applyIfNewer(members, session, { _id: event.aggregate_id }, event.version, {
      name: event.payload.display_name,
    });
    script.traces.push(requestContext()?.traceId);
    await script.onMember(event);
  }
}

/** In auth: counts activity. */
@Injectable()
class Activity {
  constructor(private readonly mongo: MongoConnection) {}

  @OnEvent('core.activity.recorded', ActivityDto)
  async count(event: EventEnvelope<'core.activity.recorded'>, session: ClientSession): Promise<void> {
    const stats = this.mongo.db.collection<{ _id: string; n: number }>('stats');
    await stats.updateOne(
      { _id: event.payload.member_id },
      { $inc: { n: event.payload.delta } },
      { session, upsert: true },
    );
  }
}

export const redis = new OwnRedis();
let prefix: string;
let databases: { auth: string; core: string };
const running: Running[] = [];

export async function launch(service: 'auth' | 'core', options: Partial<TellingOptions> = {}): Promise<Running> {
  const started = await startTelling({
    service,
    prefix,
    url: redis.url,
    dbName: databases[service],
    dropDatabase: false,
    providers: service === 'core' ? [MemberNames] : [Activity],
    imports: service === 'core' ? [MongooseModule.forFeature([{ name: 'Member', schema: memberSchema }])] : [],
    ...options,
  });
  running.push(started);
  return started;
}
export const stopOne = async (one: Running): Promise<void> => {
  running.splice(running.indexOf(one), 1);
  await one.stop();
};

export const state = (id: string, name: string): MemberState => ({
  id,
  username: name,
  display_name: name,
  avatar: null,
  roles: ['USER'],
  status: 'active',
});

/** Tells that members changed, `versions` times each, in one transaction per version. */
export async function tell(auth: Running, ids: string[], version = 1): Promise<string[]> {
  const outbox = auth.app.get(Outbox);
  return auth.app.get(Transactions).run((session) =>
    outbox.addMany(
      session,
      'auth.member.changed',
      ids.map((id) => ({ aggregateId: id, version, payload: state(id, `${id}-v${version}`) })),
    ),
  );
}
export const newIds = (n: number): string[] => Array.from({ length: n }, () => randomUUID().slice(0, 8));
export const effects = async (core: Running): Promise<{ _id: string; n: number }[]> =>
  core.mongo.db.collection<{ _id: string; n: number }>('effects').find().toArray();
export const openRows = (auth: Running): Promise<number> =>
  auth.mongo.db.collection('outbox').countDocuments({ open: true });
export const arrived = (core: Running, n: number, withinMs = 20_000): Promise<void> =>
  until(`${n} events took effect`, async () => (await effects(core)).length >= n, withinMs);
export const closed = (auth: Running, withinMs = 20_000): Promise<void> =>
  until('the outbox is closed', async () => (await openRows(auth)) === 0, withinMs);
export async function onceEach(core: Running, ids: string[]): Promise<void> {
  const found = await effects(core);
  expect(found.map((row) => row._id).sort()).toEqual([...ids].sort());
  expect(found.filter((row) => row.n !== 1)).toEqual([]);
}

/** Call it once in a test file: a Redis for the file, fresh databases and prefix for each test. */
export function useEventPlatform(): void {
  beforeAll(() => redis.start());
  afterAll(() => redis.remove());
  beforeEach(() => {
    prefix = newPrefix();
    const run = randomUUID().slice(0, 8);
    databases = { auth: `test_auth_${run}`, core: `test_core_${run}` };
    script.onMember = () => undefined;
    script.traces = [];
  });
  afterEach(async () => {
    for (const one of running.splice(0)) {
      await one.stop();
    }
  });
}
