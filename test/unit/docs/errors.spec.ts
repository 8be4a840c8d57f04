import { ERROR_CATALOGUE, ERROR_KINDS } from '@dongbaejul/contracts';
import { absolute, filesBelow, read, write } from './files';

const DOCUMENT = 'docs/errors.md';
const COMMON = 'libs/contracts/src/common-errors.ts';
const DEFINER = 'libs/contracts/src/errors.ts';
/** By a set of codes, or one thrown with its code written out. */
const DEFINITION = /\bdefineErrors\(|\bnew AppError\(\s*['"`]/;
const BEGIN = '<!-- prettier-ignore-start -->';
const END = '<!-- prettier-ignore-end -->';

/** Which folder below apps/ or libs/ defines a code; several when they share it. */
async function definedIn(): Promise<Map<string, string[]>> {
  const homes = new Map<string, string[]>();
  for (const file of [COMMON, ...filesBelow('libs', '.errors.ts'), ...filesBelow('apps', '.errors.ts')]) {
    const module = (await import(absolute(file))) as Record<string, object>;
    const codes = Object.values(module).flatMap((exported) => Object.keys(exported));
    const home = file.split('/')[1] as string;
    for (const code of codes.filter((one) => ERROR_CATALOGUE.has(one))) {
      homes.set(code, [...new Set([...(homes.get(code) ?? []), home])]);
    }
  }
  return homes;
}

/** The table as the code has it: by home, then by code. */
async function table(): Promise<string> {
  const homes = await definedIn();
  const rows = [...ERROR_CATALOGUE]
    .map(([code, { kind, ko, en }]) => ({ home: homes.get(code)?.join(', ') ?? '?', code, kind, ko, en }))
    .sort((a, b) => (a.home === b.home ? (a.code < b.code ? -1 : 1) : a.home < b.home ? -1 : 1))
    .map(({ home, code, kind, ko, en }) =>
      ['', `\`${code}\``, kind, ERROR_KINDS[kind].status, ko, en, home, ''].join(' | ').trim(),
    );
  return ['| Code | Kind | HTTP | Korean | English | Defined in |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

describe('docs/errors.md', () => {
  it('lists every code as the code defines it (UPDATE_DOCS=1 writes the table)', async () => {
    const wanted = `${BEGIN}\n\n${await table()}\n\n${END}`;
    const text = read(DOCUMENT);
    const shown = text.slice(text.indexOf(BEGIN), text.indexOf(END) + END.length);
    if (process.env.UPDATE_DOCS)
      write(
        DOCUMENT,
        text.replace(shown, () => wanted),
      );
    else expect(shown).toBe(wanted);
  });

  it('finds the home of every code', async () => {
    const homes = await definedIn();
    expect([...ERROR_CATALOGUE.keys()].filter((code) => !homes.has(code))).toEqual([]);
  });

  it('sees every definition: none is outside of a *.errors.ts', () => {
    const elsewhere = [...filesBelow('apps', '.ts'), ...filesBelow('libs', '.ts')].filter(
      (file) => !/\.(spec|errors)\.ts$/.test(file) && ![COMMON, DEFINER].includes(file),
    );
    expect(elsewhere.filter((file) => DEFINITION.test(read(file)))).toEqual([]);
  });

  it('lists every kind with its status', () => {
    const kinds = read(DOCUMENT);
    for (const [kind, { status, level }] of Object.entries(ERROR_KINDS)) {
      expect(kinds).toMatch(new RegExp(`^\\| \`${kind}\` *\\| ${status} *\\| ${level} *\\|`, 'm'));
    }
  });
});
