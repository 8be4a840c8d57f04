import type { MongoConnection } from '@dongbaejul/persistence';
import { OutboxWake } from './outbox-wake';

/** Lets everything that is due happen, without a clock. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('OutboxWake', () => {
  it('holds up no process that stops while it waits to watch again', async () => {
    let tries = 0;
    const away = {
      db: {
        watch: () => {
          tries += 1;
          throw new Error('away');
        },
      },
    } as unknown as MongoConnection;
    const wake = new OutboxWake(
      away,
      () => [],
      () => undefined,
    );
    let isOver = false;
    void wake.run().then(() => (isOver = true));
    await settle();
    await wake.close();
    await settle();
    expect({ tries, isOver }).toEqual({ tries: 1, isOver: true });
  });
});
