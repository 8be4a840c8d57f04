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
