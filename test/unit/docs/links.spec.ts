import { existsSync } from 'node:fs';
import path from 'node:path';
import { absolute, filesBelow, read, withoutCode } from './files';

/** A heading's anchor as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/`/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');

const anchorsIn = (file: string): string[] =>
  [
    ...read(file)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map((match) => anchorOf(match[1] as string));

const isElsewhere = (target: string): boolean => /^[a-z]+:/.test(target);

describe('the documents', () => {
  const documents = ['README.md', ...filesBelow('docs', '.md'), ...filesBelow('apps', 'README.md')];

  it.each(documents)('%s links to what exists', (file) => {
    const targets = [...withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
    const broken = targets.filter((target) => {
      if (isElsewhere(target)) return false;
      const [place = '', anchor] = decodeURI(target).split('#');
      const linked = place === '' ? file : path.posix.join(path.posix.dirname(file), place);
      if (!existsSync(absolute(linked))) return true;
      return anchor !== undefined && linked.endsWith('.md') && !anchorsIn(linked).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('docs/adr/README.md lists every decision', () => {
    const index = read('docs/adr/README.md');
    const decisions = filesBelow('docs/adr', '.md').filter((file) => /\/\d{4}-/.test(file));
    expect(decisions.filter((file) => !index.includes(`](${path.basename(file)})`))).toEqual([]);
  });
});
