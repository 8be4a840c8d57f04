import { Shutdown } from './shutdown';
import { StartupTasks } from './startup-tasks';

describe('StartupTasks', () => {
  it('runs tasks in order, each until it succeeds', async () => {
    const startup = new StartupTasks(new Shutdown());
    const ran: string[] = [];
    let failures = 2;
    startup.add(
      'first',
      () => (ran.push('first'), (failures -= 1) >= 0 ? Promise.reject(new Error('not yet')) : Promise.resolve()),
    );
    startup.add('second', () => (ran.push('second'), Promise.resolve()));
    expect(startup.pending).toBe('starting');
    await startup.run();
    expect(ran).toEqual(['first', 'first', 'first', 'second']);
    expect(startup.pending).toBeUndefined();
    await startup.whenDone();
  });
  it('gives up when the process is asked to stop, and is never ready then', async () => {
    const shutdown = new Shutdown();
    const startup = new StartupTasks(shutdown);
    startup.add('never', () => Promise.reject(new Error('no')));
    const running = startup.run();
    await shutdown.drain();
    await running;
    expect(startup.pending).toBe('never');
  });
});

describe('Shutdown', () => {
  it('closes the latest first, and goes on when one fails', async () => {
    const shutdown = new Shutdown();
    const closed: string[] = [];
    shutdown.onClose('database', () => void closed.push('database'));
    shutdown.onClose('broken', () => Promise.reject(new Error('x')));
    shutdown.onClose('consumer', () => void closed.push('consumer'));
    await shutdown.close();
    await shutdown.close();
    expect(closed).toEqual(['consumer', 'database']);
  });
});
