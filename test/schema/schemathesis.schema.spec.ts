import { Platform } from '@dongbaejul/testing';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.resolve(__dirname, '../..');
/** Cases for each operation and account, in each phase that makes them up. */
const EXAMPLES = process.env.SCHEMA_EXAMPLES ?? '20';
const SEED = process.env.SCHEMA_SEED ?? '1';
/** For looking at a part: a pattern of paths. */
const PATHS = process.env.SCHEMA_PATHS;
const ACCOUNTS = ['', 'member', 'operator', 'auditor', 'admin', 'superadmin'].filter(
  (account) => !process.env.SCHEMA_ACCOUNT || account === process.env.SCHEMA_ACCOUNT,
);
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
];
/** What ends the session, the account, or the role of who asks: these have tests of their own. */
const ENDS_ITSELF = '^/api/v1/(auth/(logout|sessions|password/change|mfa)|users/me$|admin/users/)';

/** The whole API as its document has it: made-up input, as everybody, in all phases. */
describe('the API keeps to its document', () => {
  let platform: Platform;
  let schemathesis: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    const tool = path.join(ROOT, 'scripts/python-tool.mjs');
    const { stdout } = await run(process.execPath, [tool, 'schemathesis']);
    schemathesis = stdout.trim().split('\n').at(-1) ?? '';
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'chat-socket': 1, 'band-sync': 1, gateway: 1 },
      env: { gateway: { RATE_LIMIT_UPLOADS: '1000000' } },
    });
    await platform.whenSynced();
    // Before anything is tried: failed sign-ins, of which there will be many, are limited by address.
    for (const account of ACCOUNTS)
      if (account) tokens.set(account, (await platform.signIn(account)).accessToken ?? '');
  }, 600_000);
  afterAll(() => platform?.stop(), 30_000);

  const tryAs = async (account: string): Promise<void> => {
    const args = ['run', path.join(ROOT, 'openapi.yaml'), '--url', platform.gateway.url];
    args.push('--checks', CHECKS.join(','), '--max-examples', EXAMPLES, '--seed', SEED);
    args.push('--suppress-health-check', 'all', '--no-color', '--warnings', 'off', '--continue-on-failure');
    if (account) args.push('--header', `Authorization: Bearer ${tokens.get(account)}`);
    if (account) args.push('--exclude-path-regex', ENDS_ITSELF);
    if (PATHS) args.push('--include-path-regex', PATHS);
    // What it keeps between runs belongs to nobody.
    const cwd = await mkdtemp(path.join(tmpdir(), 'dongbaejul-schema-'));
    try {
      await run(schemathesis, args, { cwd, maxBuffer: 256 * 1024 * 1024 });
    } catch (error) {
      throw new Error((error as { stdout?: string }).stdout ?? String(error), { cause: error });
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  };
  it.each(ACCOUNTS)('for "%s"', tryAs, 3_600_000);
});
