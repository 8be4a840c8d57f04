// Ten things that change at BAND, and what the next run's record must say of them: these, and nothing else.

/** @param db of band-sync. @param change sends the changes to the emulator. @returns what the run must count */
export async function makeTenChanges(db, change) {
  const keysOf = async (name) => {
    const rows = await db.collection(name).find({ is_deleted: false }).sort({ _id: 1 }).limit(9).toArray();
    return rows.map(({ _id, key }) => String(key ?? _id));
  };
  const [posts, photos, [album]] = [await keysOf('post_mirrors'), await keysOf('photos'), await keysOf('albums')];
  await change({
    posts: {
      add: [{ content: '새 글 하나' }, { content: '새 글 둘' }],
      edit: [posts[0], posts[1], posts[2]].map((post_key) => ({ post_key, content: `고친 글 ${post_key}` })),
      remove: [posts[5]],
    },
    photos: { add: [{ photo_album_key: album }, { photo_album_key: album }], remove: [photos[3]] },
    albums: { add: [{ name: '새 앨범' }] },
  });
  return {
    posts: { new: 2, changed: 3, gone: 1 },
    photos: { new: 2, changed: 0, gone: 1 },
    albums: { new: 1, changed: 0, gone: 0 },
  };
}

/** @throws when a run counted anything else */
export function expectCounts(counts, expected) {
  for (const [kind, wanted] of Object.entries(expected)) {
    for (const [what, count] of Object.entries(wanted)) {
      const counted = counts[kind][what];
      if (counted !== count) throw new Error(`the run counted ${counted} ${kind} as ${what}, not ${count}`);
    }
  }
}

/** What a run of the unchanged club counts. */
export const NOTHING = Object.fromEntries(
  ['posts', 'comments', 'photos', 'albums'].map((kind) => [kind, { new: 0, changed: 0, gone: 0 }]),
);
