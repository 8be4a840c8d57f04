import { ensureIndex, Migration } from '@dongbaejul/persistence';

const ACCOUNTS = 'accounts';

/** Accounts that were closed kept BAND's key, so that who came back could not link BAND again: they note it instead. */
export const formerBandKeys: Migration = {
  id: '0022-former-band-keys',
  up: async (db) => {
    await ensureIndex(
      db,
      ACCOUNTS,
      { formerBandUserKey: 1, _id: 1 },
      {
        partialFilterExpression: { formerBandUserKey: { $gt: '' } },
        serves: 'a sync shows somebody who has left: auth.band-members.upsert',
      },
    );
    await db
      .collection(ACCOUNTS)
      .updateMany({ status: 'closed', bandUserKey: { $gt: '' } }, [
        { $set: { formerBandUserKey: '$bandUserKey' } },
        { $unset: 'bandUserKey' },
      ]);
  },
};
