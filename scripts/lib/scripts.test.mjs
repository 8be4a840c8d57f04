// Tests of what the scripts decide. Run by `npm test` with the unit tier, on Node's own runner: these are ES modules
// that must work before anything is installed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkRedis, configOrInitiated } from './backing-services.mjs';
import { ChildrenList, stopListed } from './children.mjs';
import { askToStop, borrow, startControl } from './control.mjs';
import { countsOf, endingOf, newestRun, tourAddresses, waitForDemoClub, whyNotToBeSeen } from './demo-club.mjs';
import { dataRoot, fitsInMemory } from './data-folder.mjs';
import { hashOf, readJson, remove, writeAtomically } from './files.mjs';
import { readFlags } from './flags.mjs';
import { alreadyRunning } from './launcher-state.mjs';
import { mergeOpenApi } from './openapi-merge.mjs';
import { chosenServices, parseReplicas } from './platform.mjs';
import { anyFreePort, isFree, pickPort } from './ports.mjs';
import { identify, isAlive } from './process-identity.mjs';
import { backOff, ManagedProcess, readable } from './processes.mjs';
import { Explained } from './progress.mjs';
import { metricsPort, serviceEnvironment } from './service-env.cjs';
import { count, countTap, coverageVerdict, planRuns, readArguments } from './test-plan.mjs';

const folder = () => mkdtempSync(path.join(tmpdir(), 'scripts-test-'));
const until = async (condition) => {
  for (const end = Date.now() + 5_000; !condition();) {
    assert.ok(Date.now() < end, 'the condition did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const platform = {
  port: 3001,
  metricsPort: 9401,
  addresses: { auth: ['http://127.0.0.1:3001', 'http://127.0.0.1:3101'], 'band-emulator': ['http://127.0.0.1:3090'] },
  mongodbUri: 'mongodb://m',
  redisUrl: 'redis://r',
  secrets: { GATEWAY_SIGNING_SECRET: 's', DATA_ENCRYPTION_KEY: 'k1:x', BAND_CLIENT_ID: 'i', BAND_CLIENT_SECRET: 'c' },
  jwtKeyFile: '/key.pem',
};

test('a service gets its own database, and only what it needs of the secrets', () => {
  const auth = serviceEnvironment('auth', platform);
  assert.equal(auth.MONGODB_DB_NAME, 'dongbaejul_auth');
  assert.equal(auth.BAND_API_URL, 'http://127.0.0.1:3090');
  const core = serviceEnvironment('core', platform);
  assert.equal(core.MONGODB_DB_NAME, 'dongbaejul_core');
  for (const name of ['DATA_ENCRYPTION_KEY', 'BAND_CLIENT_SECRET', 'JWT_PRIVATE_KEY_FILE'])
    assert.ok(!(name in core), name);
  const emulator = serviceEnvironment('band-emulator', platform);
  assert.ok(!('GATEWAY_SIGNING_SECRET' in emulator));
});

test('the gateway gets every replica, no database, and nothing for a service that is absent', () => {
  const gateway = serviceEnvironment('gateway', platform);
  assert.equal(gateway.AUTH_SERVER_URL, 'http://127.0.0.1:3001,http://127.0.0.1:3101');
  assert.ok(!('CHAT_SERVER_URL' in gateway));
  assert.ok(!('MONGODB_URI' in gateway));
});

test('metrics ports follow the services’ ports', () => assert.deepEqual([3000, 3004].map(metricsPort), [9400, 9404]));

test('replicas are read, and nonsense is refused', () => {
  assert.deepEqual(parseReplicas('auth=2,core=3'), { auth: 2, core: 3 });
  assert.deepEqual(parseReplicas(''), {});
  assert.throws(() => parseReplicas('auth'), /service=count/);
  assert.throws(() => parseReplicas('nobody=2'), /service=count/);
});

test('what a person typed wrong is answered by a sentence, without a stack', () => {
  const usage = 'npm run up -- [--verbose]';
  const options = { verbose: { type: 'boolean', default: false } };
  assert.equal(readFlags(usage, options, { args: ['--verbose'] }).values.verbose, true);
  const wrong = [
    () => readFlags(usage, options, { args: ['--nosuch'] }),
    () => chosenServices(['nosuch']),
    () => parseReplicas('foo=2'),
  ];
  for (const attempt of wrong) assert.throws(attempt, Explained);
  assert.throws(wrong[0], { message: `Unknown option '--nosuch'.\n${usage}` });
});

test('--help lists the flags and ends well', async () => {
  for (const [script, flag] of [
    ['up', '--replicas'],
    ['start-dev', '--quiet'],
  ]) {
    const child = spawn(process.execPath, [
      path.join(path.dirname(fileURLToPath(import.meta.url)), `../${script}.mjs`),
      '--help',
    ]);
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0);
    assert.ok(text.includes(flag), text);
  }
});

test('a Redis that was given and does not answer is named as what fails', async () => {
  const url = `redis://127.0.0.1:${await anyFreePort()}`;
  await assert.rejects(checkRedis(url, { boundMs: 5_000 }), (error) => {
    assert.ok(error instanceof Explained);
    return /REDIS_URL: .*ECONNREFUSED/.test(error.message);
  });
});

test('the addresses for the tour are those of this platform', () => {
  const addresses = { gateway: ['http://127.0.0.1:41000'], 'band-emulator': ['http://127.0.0.1:41090'] };
  assert.equal(tourAddresses(addresses), 'export API=http://127.0.0.1:41000/api/v1 BAND=http://127.0.0.1:41090');
});

test('who starts a second time is told of a gateway only where one runs', () => {
  const addresses = { gateway: ['http://127.0.0.1:3000'] };
  const state = { owner: { pid: 7 }, addresses, control: {} };
  assert.match(alreadyRunning({ ...state, role: 'up' }), /`npm run up`, process 7 at http:\/\/127\.0\.0\.1:3000/);
  assert.match(alreadyRunning({ ...state, role: 'start-dev' }), /`yarn start:dev`, process 7\)/);
});

test('the back-off doubles up to its bound', () => {
  assert.deepEqual([0, 1, 2, 3].map(backOff), [200, 400, 800, 1600]);
  assert.equal(backOff(30), 15_000);
});

test('of a service’s lines only warnings, errors and stray stderr are shown', () => {
  assert.equal(readable('{"level":"info","msg":"hi"}'), undefined);
  assert.match(readable('{"level":"error","msg":"no","err":{"message":"why"}}'), /error no: why/);
  assert.match(readable('{"level":"info","msg":"hi"}', false, true), /info hi/);
  const away = {
    level: 'warn',
    service: 'gateway',
    msg: 'briefly away',
    code: 'SERVICE_UNAVAILABLE',
    upstream: 'core',
  };
  assert.equal(readable(JSON.stringify(away)), 'warn briefly away upstream=core');
  assert.equal(readable('plain'), undefined);
  assert.equal(readable('plain', true), 'plain');
});

test('a busy port is replaced by a free one, and none is given twice', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const busy = server.address().port;
  const taken = new Set();
  assert.equal(await isFree(busy), false);
  const other = await pickPort('a test', busy, taken);
  assert.notEqual(other, busy);
  assert.notEqual(await pickPort('a test', other, taken), other);
  const write = t.mock.method(process.stdout, 'write');
  await pickPort('a test', busy, taken, { quiet: true });
  assert.ok(!write.mock.calls.some(({ arguments: [text] }) => String(text).includes('is busy')));
  write.mock.restore();
  server.close();
});

test('a file is replaced whole, and a cut-off one reads as missing', () => {
  const dir = folder();
  const file = path.join(dir, 'a/b.json');
  writeAtomically(file, '{"a":1}');
  assert.deepEqual(readJson(file), { a: 1 });
  writeFileSync(file, '{"a":');
  assert.equal(readJson(file), undefined);
  const before = hashOf([dir]);
  writeFileSync(file, '{"a":2}');
  assert.notEqual(hashOf([dir]), before);
  remove(dir);
});

test('a child that dies is started again, and stays stopped once it is stopped', async () => {
  const dir = folder();
  const list = new ChildrenList(path.join(dir, 'children.json'));
  const child = new ManagedProcess({ name: 'sleeper', command: 'sleep', args: ['60'] }, list).start();
  const first = identify(child.pid);
  process.kill(first.pid, 'SIGKILL');
  await until(() => child.running && child.pid !== first.pid);
  assert.equal(child.restarts, 1);
  const second = identify(child.pid);
  assert.equal(readJson(list.file).children[0].pid, second.pid);
  await child.stop();
  assert.equal(isAlive(second), false);
  assert.deepEqual(readJson(list.file).children, []);
  remove(dir);
});

test('a child that died is said to be back once it is ready, and no sooner', async (t) => {
  const write = t.mock.method(process.stdout, 'write');
  const told = () =>
    write.mock.calls.filter(({ arguments: [text] }) => String(text).includes('sleeper is back')).length;
  let ready = false;
  let asked = 0;
  const isReady = () => Promise.resolve((asked++, ready));
  const child = new ManagedProcess({ name: 'sleeper', command: 'sleep', args: ['60'], isReady }).start();
  const first = child.pid;
  process.kill(first, 'SIGKILL');
  await until(() => child.running && child.pid !== first && asked > 1);
  assert.equal(told(), 0);
  ready = true;
  await until(() => told() === 1);
  await child.stop();
  const whenStopped = asked;
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.deepEqual([told(), asked], [1, whenStopped]);
});

test('what a killed launcher left is stopped, and a number that another process got since is left alone', async () => {
  const file = path.join(folder(), 'children.json');
  const left = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  const listed = { name: 'left', stage: 0, ...identify(left.pid) };
  const reused = { name: 'other', stage: 0, ...identify(process.pid), start: 'another time' };
  writeFileSync(file, JSON.stringify({ children: [listed, reused] }));
  assert.deepEqual(await stopListed(file, 2_000), ['left']);
  await until(() => !isAlive(listed));
  assert.throws(() => readFileSync(file), /ENOENT/);
});

test('tiers come first, the rest goes to jest', () => {
  assert.deepEqual(readArguments(['int', 'unit', '-t', 'name'], {}).tiers, ['unit', 'int']);
  assert.deepEqual(readArguments(['int', '-t', 'name'], {}).jestArguments, ['-t', 'name']);
  assert.equal(readArguments([], { CI: 'true' }).coverage, true);
  assert.equal(readArguments(['-t', 'x'], { CI: 'true' }).coverage, false);
  assert.equal(readArguments(['faults', '--long'], {}).long, true);
});

test('faults run alone and in one process, coverage only over unit and int', () => {
  const plan = (...args) => planRuns(readArguments(args, {})).map(({ label }) => label);
  assert.deepEqual(plan(), ['unit, int', 'e2e', 'faults']);
  assert.deepEqual(plan('--coverage'), ['unit, int', 'e2e', 'faults']);
  assert.deepEqual(plan('e2e', '--coverage'), ['e2e']);
  const faultsArguments = (...args) => planRuns(readArguments(['faults', ...args], {}))[0].args;
  assert.ok(faultsArguments('--long').includes('--runInBand'));
  assert.ok(faultsArguments().includes('--maxWorkers=2'));
  assert.deepEqual(plan('faults', '--long'), ['faults', 'int']);
  assert.deepEqual(plan('faults', '--long', 'chat'), ['faults']);
  assert.deepEqual(plan('--long'), ['unit, int', 'e2e', 'faults']);
});

test('a file that could not run counts as a failure', () => {
  assert.deepEqual(count({ numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 1 }), {
    passed: 3,
    failed: 2,
  });
  assert.deepEqual(count(undefined), { passed: 0, failed: 1 });
  assert.deepEqual(countTap('# pass 3\n# fail 1\n'), { passed: 3, failed: 1 });
  assert.equal(coverageVerdict({ lines: { pct: 69.9 } }).ok, false);
  assert.equal(coverageVerdict({ lines: { pct: 70 } }).ok, true);
});

const operation = (operationId, extra) => ({ operationId, responses: { 200: { description: 'ok' } }, ...extra });
const part = (service, paths, schemas = {}) => ({ service, document: { paths, components: { schemas } } });
const info = { title: 't', version: '1' };

test('documents are merged in one order, whatever order they come in', () => {
  const a = part(
    'auth',
    { '/api/v1/b': { post: operation('x'), get: operation('y') }, '/health': { get: operation('h') } },
    { E: { type: 'object' } },
  );
  const b = part(
    'core',
    { '/api/v1/a': { get: operation('z', { tags: ['posts'] }) } },
    { E: { type: 'object' }, A: {} },
  );
  const merged = mergeOpenApi([a, b], info);
  assert.equal(JSON.stringify(merged), JSON.stringify(mergeOpenApi([b, a], info)));
  assert.deepEqual(Object.keys(merged.paths), ['/api/v1/a', '/api/v1/b']);
  assert.deepEqual(Object.keys(merged.paths['/api/v1/b']), ['get', 'post']);
  assert.deepEqual(Object.keys(merged.components.schemas), ['A', 'E']);
  assert.deepEqual(merged.tags, [{ name: 'auth' }, { name: 'posts', description: 'Served by core' }]);
});

test('one operation in two services, and one name for two things, are refused', () => {
  const path1 = { '/api/v1/a': { get: operation('x') } };
  assert.throws(() => mergeOpenApi([part('a', path1), part('b', path1)], info), /GET \/api\/v1\/a is in both a and b/);
  const two = [part('a', {}, { E: { type: 'object' } }), part('b', {}, { E: { type: 'string' } })];
  assert.throws(() => mergeOpenApi(two, info), /schemas E differs between a and b/);
});

test('a sync run is found and its counts are read', () => {
  assert.equal(newestRun({ runs: [{ id: 1 }], pagination: {} }).id, 1);
  assert.equal(newestRun({ runs: [] }), undefined);
  assert.equal(countsOf({ counts: { members: 200, posts: 400 } }), 'members 200, posts 400');
  assert.equal(countsOf({ counts: { members: { total: 3 } } }), 'members 3');
});

test('a sync run that did not succeed is told in a sentence', () => {
  assert.equal(endingOf({ status: 'cancelled' }), 'The newest sync run was cancelled: see logs/band-sync');
  const error = { code: 'BAND_AWAY', message: 'BAND does not answer' };
  assert.equal(endingOf({ status: 'failed', error }), 'The newest sync run failed: BAND_AWAY: BAND does not answer');
});

test('a replica set is set up once, also where MongoDB first asks a stranger whether it is a member', async () => {
  const refused = (codeName) => Object.assign(new Error(codeName), { codeName });
  const asked = [];
  const admin = (answers) => ({
    command: async (command) => {
      const [name] = Object.keys(command);
      asked.push(name);
      const answer = answers[name].shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const [none, known] = [refused('NotYetInitialized'), refused('AlreadyInitialized')];
  const config = { _id: 'rs0', version: 3, members: [{ _id: 0, host: '127.0.0.1:1' }] };
  const late = admin({ replSetGetConfig: [none, { config }], replSetInitiate: [known] });
  assert.equal(await configOrInitiated(late, {}, Date.now() + 5_000), config);
  assert.deepEqual(asked.splice(0), ['replSetGetConfig', 'replSetInitiate', 'replSetGetConfig']);
  const fresh = admin({ replSetGetConfig: [none], replSetInitiate: [{ ok: 1 }] });
  assert.equal(await configOrInitiated(fresh, {}, 0), undefined);
  await assert.rejects(
    configOrInitiated(admin({ replSetGetConfig: [none], replSetInitiate: [known] }), {}, 0),
    Explained,
  );
});

/** A gateway that lets the operator in like this, and answers this when they look at sync runs. */
async function gatewayWith(t, loggedIn, code, status = 403, details = undefined) {
  const server = http.createServer((request, response) => {
    const isLogin = request.url.endsWith('/auth/login');
    response.writeHead(isLogin ? 200 : status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isLogin ? { data: loggedIn } : { error: { code, details } }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

test('that a second factor hides the sync run is said at once', async (t) => {
  const without = await gatewayWith(t, { access_token: 't' }, 'SECOND_FACTOR_REQUIRED');
  assert.match(await whyNotToBeSeen(without), /cannot be looked at.*MFA_REQUIRED_ROLES.*operator@/);
  const withOne = await gatewayWith(t, { mfa_required: true, mfa_token: 'm' }, 'TOKEN_INVALID');
  assert.match(await whyNotToBeSeen(withOne), /cannot be looked at.*second factor/);
  await assert.rejects(waitForDemoClub(withOne), Explained);
  const otherwise = await gatewayWith(t, { access_token: 't' }, 'SERVICE_STARTING');
  assert.equal(await whyNotToBeSeen(otherwise), undefined);
});

test('whoever may not ask so often is told, and asks no further', { timeout: 5_000 }, async (t) => {
  const limited = await gatewayWith(t, { access_token: 't' }, 'TOO_MANY_REQUESTS', 429, { retry_after: 600 });
  await assert.rejects(waitForDemoClub(limited), /429 TOO_MANY_REQUESTS.*again in 600 s/);
});

test('npm run mail shows what was written instead of being sent, all of it or one address’s', () => {
  const mails = folder();
  const write = (name, to, subject) =>
    writeFileSync(path.join(mails, name), `To: ${to}\nSubject: ${subject}\n\nlink\n`);
  write('2026-01-01-a.txt', 'one@club.test', '첫 메일');
  write('2026-01-02-b.txt', 'two@club.test', '둘째 메일');
  const show = (...args) => {
    const script = fileURLToPath(new URL('../mail.mjs', import.meta.url));
    const env = { ...process.env, MAIL_URL: `file:${mails}` };
    return spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' }).stdout;
  };
  assert.match(show(), /첫 메일[\s\S]*둘째 메일/);
  assert.ok(!show('1').includes('첫 메일') && show('1').includes('둘째 메일'));
  assert.ok(show('ONE@club.test').includes('첫 메일') && !show('ONE@club.test').includes('둘째 메일'));
  assert.match(show('nobody@club.test'), /No mail in/);
});

test('a run’s databases are in memory where there is plenty of it, and on the disk in the long forms', () => {
  const GB = 1024 ** 3;
  assert.equal(fitsInMemory({ room: 8 * GB, available: 8 * GB }), true);
  assert.equal(fitsInMemory({ room: 64 * 1024 ** 2, available: 64 * GB }), false, 'as containers have it');
  assert.equal(fitsInMemory({ room: 4 * GB, available: 5 * GB }), false, 'the services need it');
  assert.equal(fitsInMemory({ room: 4 * GB, available: 0 }), false, 'nobody says how much there is');
  assert.equal(dataRoot({ FAULTS_LONG: '1' }), tmpdir());
});

test('a launcher lends to who has its key, and says to anybody else that it does not', { timeout: 5_000 }, async () => {
  const takenBack = [];
  const control = await startControl({
    lend: (service) => Promise.resolve({ SERVICE: service }),
    takeBack: (service) => takenBack.push(service),
    stop: () => undefined,
  });
  try {
    const loan = await borrow({ control }, 'auth');
    assert.deepEqual(loan.env, { SERVICE: 'auth' });
    loan.giveBack();
    await until(() => takenBack.length === 1);
    const withoutKey = { control: { ...control, key: 'of an earlier launcher' } };
    await assert.rejects(borrow(withoutKey, 'auth'), /answered 403/);
    await assert.rejects(askToStop(withoutKey), /answered 403/);
  } finally {
    control.close();
  }
});
