// auth with 1,000 and with 100,000 accounts: what a directory page, a search and a sign-in cost (docs/performance.md).
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DATA } from '../../scripts/lib/paths.mjs';
import { say } from '../../scripts/lib/progress.mjs';
import { compareSizes, sizesTable } from '../lib/compare-sizes.mjs';
import { keep, machine } from '../lib/report.mjs';
import { atSizes, sizesFrom } from '../lib/service-at-sizes.mjs';
import { call } from '../lib/signed-call.mjs';
import { fill } from './people.mjs';

const LOGIN = { email: 'bench@dongbaejul.test', password: 'bench-of-members-1' };
const options = {
  rounds: { type: 'string', default: '60' },
  sizes: { type: 'string', default: '1000,100000' },
};

const get = (query) => ({ path: `/api/v1/users/members?${query}` });
const name = (text) => `search=${encodeURIComponent(text)}`;
const WORK = {
  'directory, page one': get('limit=20'),
  'directory, page 40': get('limit=20&page=40'),
  'part of a name, rare (김민준)': get(name('김민준')),
  'part of a name, common (민준)': get(name('민준')),
  'initial consonants (ㄱㅁㅈ)': get(name('ㄱㅁㅈ')),
  'sign-in by password': { method: 'POST', path: '/api/v1/auth/login', body: LOGIN },
};
const env = { JWT_PRIVATE_KEY_FILE: path.join(DATA, 'bench', 'auth-key.pem'), DEMO_ACCOUNTS: 'false' };

/** `node bench/run.mjs members [--rounds 60] [--sizes 1000,100000]` */
export default async function bench(args) {
  const { values } = parseArgs({ args, options });
  const sizes = sizesFrom(values.sizes);
  const rounds = Number(values.rounds);
  const figures = await atSizes({ app: 'auth', sizes, env, fill: people }, (targets) =>
    compareSizes(targets, WORK, rounds),
  );
  const columns = sizes.map((size) => `${size} accounts`);
  const text = sizesTable(figures, columns);
  say(`\n${text}\n`);
  say(`Kept in ${keep('members', { machine: machine(), rounds, figures }, text)}`);
}

async function people(db, size, target) {
  await fill(db, size);
  const account = { ...LOGIN, username: 'bench', display_name: '벤치' };
  await call(target, { method: 'POST', path: '/api/v1/auth/signup', body: account });
}
