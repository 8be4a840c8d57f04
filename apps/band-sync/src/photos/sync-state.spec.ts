import { syncState } from './sync-state';

describe('the state of the sync', () => {
  it.each([
    ['connected', undefined, 'idle'],
    ['connected', 'succeeded', 'idle'],
    ['connected', 'cancelled', 'idle'],
    ['connected', 'queued', 'running'],
    ['connected', 'running', 'running'],
    ['connected', 'paused', 'paused'],
    ['connected', 'failed', 'failed'],
    ['disconnected', undefined, 'disconnected'],
    ['disconnected', 'running', 'running'],
    ['reconnect_needed', 'failed', 'disconnected'],
  ] as const)('with BAND %s and the latest run %s is %s', (connection, latest, state) =>
    expect(syncState(connection, latest)).toBe(state),
  );
});
