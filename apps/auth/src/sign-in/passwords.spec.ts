import { Passwords } from './passwords';

/** How often the event loop went round until the work was done. Work on the loop itself leaves it no more than one. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false];
  const working = work().finally(() => (isDone = true));
  while (!isDone) {
    await new Promise(setImmediate);
    turns += 1;
  }
  await working;
  return turns;
}

describe('passwords', () => {
  const passwords = new Passwords();
  let kept: string;
  beforeAll(async () => (kept = await passwords.hash('셔틀콕은 높이높이')));

  it('are hashed by argon2id, each with a salt of its own, and match themselves alone', async () => {
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.hash('셔틀콕은 높이높이')).not.toBe(kept);
    expect(await passwords.matches(kept, '셔틀콕은 높이높이')).toBe(true);
    expect(await passwords.matches(kept, '셔틀콕은 낮게')).toBe(false);
    expect(await passwords.matches(undefined, 'nobody has this password')).toBe(false);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['hashed', () => passwords.hash('네트 위로')],
    ['checked', () => passwords.matches(kept, '네트 위로')],
    ['checked against nobody', () => passwords.matches(undefined, '네트 위로')],
    ['hashed by the dozen', () => Promise.all(Array.from({ length: 12 }, () => passwords.hash('네트 위로')))],
  ])('leave the event loop free while they are %s', async (_how, work) => {
    expect(await turnsDuring(work)).toBeGreaterThan(10);
  });
});
