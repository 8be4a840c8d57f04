import { filesBelow, read } from './files';

const rows = read('docs/promises.md')
  .split('\n')
  .filter((line) => /^\| R-\d+ /.test(line));
const numberOf = (row: string): number => Number(/R-(\d+)/.exec(row)?.[1]);
/** Jest cannot import a module of the scripts. */
const [, longInt = ''] = /LONG_INT = \[([^\]]*)\]/.exec(read('scripts/lib/test-plan.mjs')) ?? [];
const LONG_INT = [...longInt.matchAll(/'([^']+)'/g)].map((match) => match[1] as string);
const sources = ['apps', 'libs', 'test'].flatMap((folder) => filesBelow(folder, '.ts'));

describe('docs/promises.md', () => {
  it('has a row for each promise, in order', () =>
    expect(rows.map(numberOf)).toEqual(Array.from({ length: 23 }, (_, index) => index + 1)));

  it('names every file that says which promise it shows', () => {
    const missing = sources
      .filter((file) => /\.(int|e2e|fault)\.spec\.ts$/.test(file))
      .flatMap((file) => [...read(file).matchAll(/\bR-(\d+)\b/g)].map((match) => ({ file, number: Number(match[1]) })))
      .filter(({ file, number }) => !rows.find((row) => numberOf(row) === number)?.includes(`](../${file})`));
    expect(missing).toEqual([]);
  });

  it('is what comments speak of', () => {
    const spoken = sources.flatMap((file) => [...read(file).matchAll(/\bR-(\d+)\b/g)].map((match) => Number(match[1])));
    expect(spoken.length).toBeGreaterThan(20);
    expect(spoken.filter((number) => !rows.some((row) => numberOf(row) === number))).toEqual([]);
  });

  it('is right that the long run takes in every test with a long form', () => {
    expect(LONG_INT.length).toBeGreaterThan(0);
    const long = sources.filter(
      (file) =>
        file.endsWith('.spec.ts') && !file.startsWith('test/unit/') && read(file).includes('process.env.FAULTS_LONG'),
    );
    const left = long.filter((file) => !file.startsWith('test/faults/') && !LONG_INT.some((one) => file.includes(one)));
    expect(left).toEqual([]);
  });
});
