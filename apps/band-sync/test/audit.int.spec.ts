import { World } from './support/world';

jest.setTimeout(60_000);

describe('what staff do with BAND', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ SYNC_ANSWER_WITHIN_MS: '20000' }, { EMULATOR_POSTS: '20' });
    await world.connect();
  });
  afterAll(() => world?.stop());
  afterEach(() => world.band.faults());

  const actions = async (): Promise<string[]> => (await world.audited()).map(({ action }) => String(action));

  it('is in the audit log: who connected whose account, without its tokens', async () => {
    const [entry] = await world.audited();
    expect(entry).toMatchObject({
      action: 'band.connected',
      object_type: 'band_connection',
      before: null,
      after: { state: 'connected', connected_by: entry?.actor_id },
    });
    expect(entry?.actor_id).toMatch(/^[0-9a-f]{24}$/);
    expect(entry?.actor_roles).not.toEqual([]);
    expect(JSON.stringify(entry)).not.toMatch(/token|secret/i);
  });

  it('is in the audit log: who started, resumed and cancelled a run, once for each', async () => {
    const operator = world.as('OPERATOR');
    await operator('POST', '/api/v1/users/sync-band');
    const [first] = (await operator<{ runs: { id: string }[] }>('GET', '/api/v1/admin/sync-runs')).data.runs;
    await world.settled(first?.id ?? '');
    expect((await actions()).at(-1)).toBe('sync_run.started');
    await world.band.faults({ kind: 'app_quota', endpoint: '/v2/band/posts' });
    const paused = await world.runToEnd();
    expect(paused.status).toBe('paused');
    await world.band.faults({ kind: 'delay', delay_ms: 2_000, endpoint: '/v2/band/posts' });
    expect((await operator('POST', '/api/v1/admin/sync-runs')).status).toBe(201);
    expect((await operator('POST', '/api/v1/admin/sync-runs')).status).toBe(409);
    expect((await operator('POST', `/api/v1/admin/sync-runs/${paused.id}/cancel`)).status).toBeLessThan(300);
    await world.settled(paused.id);
    expect((await operator('POST', `/api/v1/admin/sync-runs/${paused.id}/cancel`)).status).toBe(409);
    expect((await actions()).slice(-3)).toEqual(['sync_run.started', 'sync_run.resumed', 'sync_run.cancelled']);
    const [, last] = (await world.audited()).slice(-2);
    expect(last).toMatchObject({ object_type: 'sync_run', object_id: paused.id, after: { status: 'cancelled' } });
  });

  it('is in the audit log: who disconnected, and only what there was', async () => {
    const admin = world.as('ADMIN');
    for (let i = 0; i < 2; i += 1) {
      expect((await admin('DELETE', '/api/v1/admin/band/connection')).status).toBe(200);
    }
    expect((await actions()).filter((action) => action === 'band.disconnected')).toHaveLength(1);
  });
});
