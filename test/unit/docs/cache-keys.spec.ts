import { filesBelow, read } from './files';

const document = read('docs/cache-keys.md');

/** First segments of the names in Redis that the code builds from the prefix. */
function segments(): string[] {
  const sources = [...filesBelow('libs', '.ts'), ...filesBelow('apps', '.ts')].filter(
    (file) => file.includes('/src/') && !file.endsWith('.spec.ts'),
  );
  const found = sources.flatMap((file) => [...read(file).matchAll(/\$\{(?:this\.)?prefix\}:([a-z-]+)/g)]);
  return [...new Set(found.map((match) => match[1] as string))].sort();
}

describe('docs/cache-keys.md', () => {
  it('finds the names it looks for', () => expect(segments()).toEqual(expect.arrayContaining(['ask-claim', 'limit'])));
  it.each(segments())('lists dbj:%s', (segment) => expect(document).toMatch(new RegExp(`\`dbj:${segment}(?![a-z-])`)));
});
