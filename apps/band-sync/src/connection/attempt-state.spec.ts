import { newState, nonceOf } from './attempt-state';

it('shows a nonce that does not give the state away', () => {
  const state = newState();
  expect(nonceOf(state)).toBe(nonceOf(state));
  expect(nonceOf(state)).not.toContain(state);
  expect(nonceOf(state)).not.toBe(nonceOf(newState()));
});
