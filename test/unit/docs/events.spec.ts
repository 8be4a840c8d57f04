import { EVENT_SUBSCRIBERS } from '@dongbaejul/contracts';
import { filesBelow, read } from './files';

const document = read('docs/events.md');

/** Types leave nothing behind at run time, so the names of the maps are read from their source. */
const namesIn = (file: string, map: string): string[] => {
  const body = new RegExp(`export interface ${map} \\{([\\s\\S]*?)^\\}`, 'm').exec(read(file))?.[1] ?? '';
  return [...body.matchAll(/^\s*'([a-z.-]+)':/gm)].map((match) => match[1] as string);
};

const rowOf = (name: string): string | undefined =>
  document.split('\n').find((line) => line.startsWith(`| \`${name}\``));

const contracts = filesBelow('libs/contracts/src', '.ts').map(read).join('\n');
const textIn = (text: string, name: string): string | undefined =>
  new RegExp(`const ${name} = '([a-z.-]+)'`).exec(text)?.[1];

/** Topics of hints, from where they are published; those that other services hear are contracts. */
const topics = filesBelow('apps', '.ts').flatMap((file) => {
  const text = read(file);
  const names = [...text.matchAll(/hints\.publish\((\w+),/g)].map((match) => match[1] as string);
  return names.map((name) => textIn(text, name) ?? textIn(contracts, name) ?? `${name} of ${file}`);
});

describe('docs/events.md', () => {
  const asks = namesIn('libs/contracts/src/asks.ts', 'AskMap');
  const events = namesIn('libs/contracts/src/events.ts', 'EventMap');

  it('reads the maps that it is held against', () => {
    expect(asks.length).toBeGreaterThan(0);
    expect(events.sort()).toEqual(Object.keys(EVENT_SUBSCRIBERS).sort());
  });

  it.each(asks)('has a row for the ask %s', (name) => expect(rowOf(name)).toBeDefined());

  it.each(Object.entries(EVENT_SUBSCRIBERS))('has a row for the event %s with its subscribers', (name, subscribers) => {
    const cells = rowOf(name)
      ?.split('|')
      .flatMap((cell) => cell.trim().split(', '));
    for (const subscriber of subscribers) expect(cells).toContain(`\`${subscriber}\``);
  });

  it('names no ask or event that is not there', () => {
    const shown = [...document.matchAll(/^\| `([a-z-]+\.[a-z-]+\.[a-z-]+)`/gm)].map((match) => match[1] as string);
    expect(shown.filter((name) => ![...asks, ...events].includes(name))).toEqual([]);
  });

  it.each([...new Set(topics)])('has a row for the hint %s, and cache-keys.md its channel', (topic) => {
    expect(rowOf(`hint:${topic}`)).toBeDefined();
    expect(read('docs/cache-keys.md')).toMatch(new RegExp(`(dbj:hint:|…)${topic.replace('.', '\\.')}\``));
  });
});
