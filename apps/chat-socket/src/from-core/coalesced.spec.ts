import { Coalesced } from './coalesced';

describe('coalesced states', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const setUp = (): { told: string[]; offer: (key: string, state: string) => void; states: Coalesced } => {
    const told: string[] = [];
    const states = new Coalesced(100);
    return { told, states, offer: (key, state) => states.offer(key, () => told.push(`${key}${state}`)) };
  };

  it('are told at once, then the latest of each time', () => {
    const { told, offer } = setUp();
    for (const state of ['1', '2', '3']) offer('a', state);
    offer('b', '1');
    expect(told).toEqual(['a1', 'b1']);
    jest.advanceTimersByTime(100);
    expect(told).toEqual(['a1', 'b1', 'a3']);
    offer('a', '4');
    jest.advanceTimersByTime(100);
    expect(told).toEqual(['a1', 'b1', 'a3', 'a4']);
  });

  it('are told at once again after a silence', () => {
    const { told, offer } = setUp();
    offer('a', '1');
    jest.advanceTimersByTime(200);
    offer('a', '2');
    expect(told).toEqual(['a1', 'a2']);
  });

  it('are dropped when something newer was told otherwise', () => {
    const { told, states, offer } = setUp();
    offer('a', '1');
    offer('a', '2');
    states.drop('a');
    jest.advanceTimersByTime(500);
    expect(told).toEqual(['a1']);
  });
});
