import { execFile } from 'node:child_process';
import path from 'node:path';
import { Platform } from '@dongbaejul/testing';
import { Db, MongoClient } from 'mongodb';
import { chain, GENESIS } from '../../apps/auth/src/audit/audit-chain';
import type { AuditHead, AuditRow } from '../../apps/auth/src/audit/audit.schema';

const MAIN = path.resolve(__dirname, '../../dist/apps/auth/main.js');
const ROWS = 10_000;
const [ALTERED, REMOVED] = [4_321, 8_765];

/** What `yarn audit:verify` runs: the built service, as a process of its own. */
describe('the audit log, checked by the command', () => {
  let platform: Platform;
  let mongo: MongoClient;
  let db: Db;
  beforeAll(async () => {
    platform = await Platform.start({ services: { auth: 1 } });
    mongo = await new MongoClient(platform.mongodbUri).connect();
    db = mongo.db(platform.database('auth'));
  }, 120_000);
  afterAll(async () => {
    await mongo?.close();
    await platform?.stop();
  }, 60_000);

  const rows = () => db.collection<AuditRow>('audit_logs');
  const verify = (...witnesses: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const env = { ...platform.of('auth')[0]!.env, PORT: '0', LOG_LEVEL: 'silent' };
      const child = execFile(
        process.execPath,
        [MAIN, 'audit-verify', ...witnesses],
        { env },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? 1, output: stdout + stderr }),
      );
    });

  it('is whole until somebody touches it, and then says which rows', async () => {
    const facts = (i: number) => ({
      event_id: `e${i}`,
      service: 'core',
      actor_id: null,
      actor_roles: ['OPERATOR' as const],
      client_address: '203.0.113.9',
      action: 'post.hidden',
      object_type: 'post',
      object_id: `post-${i}`,
      before: { hidden: false },
      after: { hidden: true },
      reason: '광고',
      occurred_at: new Date(1_750_000_000_000 + i),
      trace_id: `trace-${i % 50}`,
    });
    const chained = chain(
      { seq: 0, hash: GENESIS },
      Array.from({ length: ROWS }, (_, i) => facts(i)),
    );
    const { _id: seq, hash } = chained.at(-1)!;
    await rows().deleteMany({});
    await rows().insertMany(chained);
    await db
      .collection<AuditHead>('audit_heads')
      .updateOne({ _id: 'audit' }, { $set: { seq, hash } }, { upsert: true });

    const whole = await verify(`${seq}:${hash}`);
    expect(whole).toEqual({ code: 0, output: expect.stringContaining(`${ROWS} rows; the log ends at ${seq}:${hash}`) });
    expect(whole.output).toContain('The audit log is whole.');

    await rows().updateOne({ _id: ALTERED }, { $set: { reason: '다른 이유' } });
    await rows().deleteOne({ _id: REMOVED });
    const touched = await verify();
    expect(touched.code).toBe(1);
    expect(touched.output.match(/row \d+ is \w+/g)).toEqual([`row ${ALTERED} is altered`, `row ${REMOVED} is missing`]);
    expect(touched.output).toContain(`${ROWS - 1} rows`);
    expect(touched.output).toContain('It is NOT.');
  }, 120_000);
});
