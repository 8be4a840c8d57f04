import { filesBelow, read } from './files';

const document = read('docs/erd.md');

const quoted = (text: string, before: string): string[] =>
  [...text.matchAll(new RegExp(`(?:${before})(?::| =)\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|"([^"]*)")`, 'g'))].map(
    (match) => (match[1]?.replace(/\\'/g, "'") ?? match[2]) as string,
  );

describe('docs/erd.md', () => {
  const migrations = filesBelow('apps', '.ts').filter((file) => /\/migrations\/\d/.test(file));
  const schemas = filesBelow('apps', '.schema.ts');

  it.each(schemas)('names the collections of %s', (file) => {
    for (const collection of quoted(read(file), 'collection|_COLLECTION'))
      expect(document).toContain(`\`${collection}\``);
  });

  it.each(migrations)('says what each index of %s serves', (file) => {
    for (const serves of quoted(read(file), 'serves')) expect(document).toContain(serves);
  });
});
