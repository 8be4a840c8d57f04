import { MongoConnection, reseal, resealReport, SecretBox } from '@dongbaejul/persistence';
import type { INestApplicationContext } from '@nestjs/common';
import { sealPurposeOf } from './token-store';

/** `node main.js reencrypt`: seals the club's BAND tokens by the first key of DATA_ENCRYPTION_KEY. */
export async function reencrypt(app: INestApplicationContext): Promise<{ ok: boolean; text: string }> {
  const rows = {
    collection: 'band_connections',
    fields: ['secret'],
    contextOf: (id: unknown) => sealPurposeOf(String(id)),
  };
  return resealReport([await reseal(app.get(MongoConnection).db, app.get(SecretBox), rows)]);
}
