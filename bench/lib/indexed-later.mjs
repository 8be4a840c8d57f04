// Much is written faster into collections without indexes, which are made from all of it at once afterwards.

/** An index of few documents costs nothing while they are written, and what runs meanwhile may need it. */
const isLarge = ({ name, partialFilterExpression }) => name !== '_id_' && !partialFilterExpression;

/** Takes the large indexes of these collections away, runs `fill`, and makes them again. @returns what `fill` returns */
export async function indexedLater(db, names, fill) {
  const taken = new Map();
  for (const name of names) {
    const large = (await db.collection(name).indexes()).filter(isLarge);
    for (const index of large) await db.collection(name).dropIndex(index.name);
    taken.set(name, large);
  }
  const result = await fill();
  for (const [name, indexes] of taken) {
    if (indexes.length > 0) await db.collection(name).createIndexes(indexes.map(({ v: _version, ...index }) => index));
  }
  return result;
}
