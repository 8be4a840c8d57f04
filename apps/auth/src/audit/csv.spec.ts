import { csvCell, csvLine } from './csv';

describe('a cell of a CSV file', () => {
  it.each(['=1+1', '+82', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n=1', '\u00a0=1'])(
    'is no formula: %j',
    (text) => expect(csvCell(text)).toBe(`"'${text}"`),
  );

  it('is quoted where it has to be', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('그는 "네" 했다')).toBe('"그는 ""네"" 했다"');
    expect(csvCell('a\nb')).toBe('"a\nb"');
    expect(csvCell('=HYPERLINK("http://evil","x")')).toBe(`"'=HYPERLINK(""http://evil"",""x"")"`);
  });

  it('is left alone otherwise', () => {
    expect(csvLine(['김민수', 3, null, 'a-b', '{"a":1}'])).toBe('김민수,3,,a-b,"{""a"":1}"\r\n');
  });
});
