import { until } from '@dongbaejul/testing';
import { World } from './support/world';

jest.setTimeout(60_000);

it('connects the emulator’s leader and brings the club in by itself in development', async () => {
  const world = await World.start({ AUTO_CONNECT: 'true' }, { EMULATOR_POSTS: '10' });
  try {
    const runs = world.db.collection('sync_runs');
    const run = await until(() => runs.findOne({ status: 'succeeded' }), 'a run has succeeded');
    expect(run).toMatchObject({ trigger: 'auto', counts: { posts: { new: 10 } } });
  } finally {
    await world.stop();
  }
});
