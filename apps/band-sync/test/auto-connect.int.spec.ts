import { until, World } from './support/world';

jest.setTimeout(60_000);

it('connects the emulator’s leader and brings the club in by itself in development', async () => {
  const world = await World.start({ AUTO_CONNECT: 'true' }, { EMULATOR_POSTS: '10' });
  try {
    const run = await until(async () => {
      const found = await world.db.collection('sync_runs').findOne({ status: 'succeeded' });
      return found ?? undefined;
    });
    expect(run).toMatchObject({ trigger: 'auto', counts: { posts: { new: 10 } } });
  } finally {
    await world.stop();
  }
});
