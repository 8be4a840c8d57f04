import { MongoConnection, reseal, resealReport, SealedRows, SecretBox } from '@dongbaejul/persistence';
import type { INestApplicationContext } from '@nestjs/common';
import { totpContext } from '../second-factor/codes';

/** Everything of auth's that is sealed; each for the account whose it is. */
const SEALED: readonly SealedRows[] = [
  { collection: 'band_tokens', fields: ['accessToken', 'refreshToken'], contextOf: String },
  { collection: 'second_factors', fields: ['secret'], contextOf: (id) => totpContext(String(id)) },
];

/** `node main.js reencrypt`: seals BAND's tokens and second factors by the first key of DATA_ENCRYPTION_KEY. */
export async function reencrypt(app: INestApplicationContext): Promise<{ ok: boolean; text: string }> {
  const { db } = app.get(MongoConnection);
  const results = [];
  for (const rows of SEALED) results.push(await reseal(db, app.get(SecretBox), rows));
  return resealReport(results);
}
