/**
 * Everybody acts as soon as there is room: no more than `atOnce` are under way.
 * @returns what came of each, in their order
 */
export async function crowd<T, R>(
  everybody: readonly T[],
  atOnce: number,
  act: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const turns = everybody.entries();
  const work = async (): Promise<void> => {
    for (const [index, one] of turns) results[index] = await act(one, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, everybody.length) }, work));
  return results;
}
