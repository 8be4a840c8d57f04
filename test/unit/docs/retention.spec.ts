import { filesBelow, read } from './files';

const DAY_S = 24 * 60 * 60;
const INDEX =
  /ensureIndex\(\s*db,\s*('\w+'|\w+),\s*\{ (\w+): 1 \},\s*\{([^{}]*\bexpireAfterSeconds: (\w+)[^{}]*)\},?\s*\)/g;

/** A file's own constants, and those that it spreads put where they are spread. */
function resolved(file: string): { text: string; valueOf(name: string): string } {
  const text = read(file);
  const constants = new Map(
    [...text.matchAll(/^(?:export )?const (\w+)(?:: [^=]+)? = (.+);$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  const valueOf = (name: string): string => constants.get(name) ?? name;
  const spread = text
    .replace(/^(?:export )?const .+;$/gm, '')
    .replace(/\.\.\.(\w+)/g, (_all, name: string) => valueOf(name).replace(/^\{ | \}$/g, ''));
  return { text: spread, valueOf };
}

const product = (text: string): number =>
  text.split('*').reduce((value, factor) => value * Number(factor.replaceAll('_', '')), 1);

const sources = [...filesBelow('apps', '.ts'), ...filesBelow('libs', '.ts')]
  .filter((file) => !/\.spec\.ts$|\/test\//.test(file) && read(file).includes('expireAfterSeconds'))
  .map((file) => ({ file, ...resolved(file) }));

/** Every TTL index that a migration makes, as the document names it, with the seconds that it adds to the field. */
const made = sources.flatMap(({ text, valueOf }) =>
  [...text.matchAll(INDEX)].map(([, collection = '', field = '', , seconds = '']) => ({
    name: `${valueOf(collection).replaceAll("'", '')}.${field}`,
    seconds: product(valueOf(seconds)),
  })),
);

const table = /## How long what is kept\n([\s\S]*?)\n## /.exec(read('docs/requirements.md'))?.[1] ?? '';
const documented = table
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, , kept = '', by = '']) => [...by.matchAll(/TTL `([^`]+)`/g)].map(([, name = '']) => ({ name, kept })));

/** The days that a cell names: `90 days`, `a year`. */
const daysIn = (kept: string): number[] => [
  ...[...kept.matchAll(/(\d+) days/g)].map(([, days]) => Number(days)),
  ...(/\ba year\b/.test(kept) ? [365] : []),
];

describe('how long what is kept, in docs/requirements.md', () => {
  it.each(sources)('is read from every TTL index of $file', ({ text }) =>
    expect([...text.matchAll(INDEX)]).toHaveLength(text.match(/\bexpireAfterSeconds\b/g)?.length ?? 0),
  );

  it('names the TTL indexes that there are, and no other', () =>
    expect(documented.map(({ name }) => name).sort()).toEqual(made.map(({ name }) => name).sort()));

  it.each(made.filter(({ seconds }) => seconds !== 0))('is what the index does: $name', ({ name, seconds }) => {
    const kept = documented.find((row) => row.name === name)?.kept ?? '';
    expect(daysIn(kept)).toContain(seconds / DAY_S);
  });
});
