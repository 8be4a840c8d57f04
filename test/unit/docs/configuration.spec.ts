import { filesBelow, read } from './files';

/** Variables are the property names of the configuration classes. */
const variablesIn = (file: string): string[] =>
  [...read(file).matchAll(/^ {2}(?:override |declare )?([A-Z][A-Z0-9_]+)[?!]?:/gm)].map((match) => match[1] as string);

const configurations = ['libs/service-kit/src/config/config.ts', ...filesBelow('apps', 'config.ts')].filter(
  (file) => file.includes('/src/') && !file.startsWith('apps/band-emulator/'),
);

/** Set (`NAME=…`) or shown (`# NAME=…`). */
const listed = new Set([...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]));

describe('.env.example', () => {
  it('is held against every configuration', () => {
    expect(configurations).toEqual(expect.arrayContaining(['apps/auth/src/config.ts', 'apps/core/src/push-config.ts']));
    expect(configurations.flatMap(variablesIn)).toEqual(expect.arrayContaining(['PORT', 'JWT_EXPIRES_IN']));
  });

  it.each(configurations)('lists every variable of %s', (file) =>
    expect(variablesIn(file).filter((name) => !listed.has(name))).toEqual([]),
  );
});

describe('.env.docker', () => {
  const names = (text: string, pattern: RegExp): Set<string> =>
    new Set([...text.matchAll(pattern)].map((match) => match[1] as string));
  const set = names(read('.env.docker'), /^([A-Z][A-Z0-9_]+)=/gm);
  const compose = read('docker-compose.yml');
  const substituted = names(compose, /\$\{([A-Z][A-Z0-9_]+):-/g);
  /** Addresses of stand-ins, which a deployment has no use for. */
  const UNUSUAL = ['REDIS_CACHE_URL', 'APNS_URL'];

  it('sets nothing that docker-compose.yml does not hand on', () => {
    expect(set.size).toBeGreaterThan(40);
    expect([...set].filter((name) => !substituted.has(name))).toEqual([]);
  });

  it('has a line for all that docker-compose.yml takes', () =>
    expect([...substituted].filter((name) => !set.has(name) && !UNUSUAL.includes(name))).toEqual([]));

  it.each(['mongo', 'redis'])('and %s is handed all that its entrypoint reads', (name) => {
    const service = new RegExp(`^  ${name}:\\n[^]*?(?=^  \\S)`, 'm').exec(compose)?.[0] ?? '';
    const own = ['ACL_FILE', 'REDIS_DIR', 'REDIS_START', 'NODE_ENV'];
    const wanted = names(read(`docker/${name}/entrypoint.sh`), /\$\{?([A-Z][A-Z0-9_]+)/g);
    expect([...wanted].filter((one) => !own.includes(one) && !service.includes(` ${one}:`))).toEqual([]);
  });
});
