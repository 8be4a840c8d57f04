import { buffer } from 'node:stream/consumers';
import { deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { readRoster } from './read-roster';

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const WORKBOOK = `<workbook ${MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="회원" sheetId="1" r:id="rId7"/></sheets></workbook>`;
const RELATIONS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>';
const STRINGS = `<sst ${MAIN}><si><t>이름</t></si><si><t>급수</t></si><si><r><t>김</t></r><r><t>민수</t></r><rPh><t>kim</t></rPh></si></sst>`;
const SHEET = `<worksheet ${MAIN}><sheetData>
  <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>전화</t></is></c></row>
  <row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4" t="str"><f>UPPER("b")</f><v>B</v></c><c r="D4"><v>1012345678</v></c></row>
</sheetData></worksheet>`;

function xlsx(parts: Record<string, string> = {}): Promise<Buffer> {
  const zip = new ZipFile();
  const all = {
    'xl/workbook.xml': WORKBOOK,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/sharedStrings.xml': STRINGS,
    'xl/worksheets/sheet1.xml': SHEET,
    ...parts,
  };
  for (const [name, text] of Object.entries(all)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream as never);
}

describe('a roster as XLSX', () => {
  it('is read from the first sheet: shared, inline and computed texts, numbers, gaps', async () => {
    expect((await readRoster(await xlsx())).rows).toEqual([
      { row: 4, name: '김민수', band_name: null, grade: 'B', gender: null, phone: '01012345678' },
    ]);
  });

  it('is not read from a sheet that nobody sees', async () => {
    const hidden = '<sheets><sheet name="코드" sheetId="2" state="veryHidden" r:id="rId1"/>';
    const book = await xlsx({ 'xl/workbook.xml': WORKBOOK.replace('<sheets>', hidden) });
    expect((await readRoster(book)).rows).toHaveLength(1);
  });

  it('has nothing in a cell that points to no text, and no reading of a word in a text of its own', async () => {
    const cells =
      '<c r="A5" t="inlineStr"><is><t>이영희</t><rPh sb="0" eb="1"><t>lee</t></rPh></is></c><c r="B5" t="s"><v></v></c>';
    const sheet = SHEET.replace('</sheetData>', `<row r="5">${cells}</row></sheetData>`);
    const { rows, errors } = await readRoster(await xlsx({ 'xl/worksheets/sheet1.xml': sheet }));
    expect([rows[1], errors]).toEqual([
      { row: 5, name: '이영희', band_name: null, grade: null, gender: null, phone: null },
      [],
    ]);
  });

  it('is read with a byte order mark, as some programs write it', async () => {
    const marked = { 'xl/workbook.xml': `\ufeff${WORKBOOK}`, 'xl/worksheets/sheet1.xml': `\ufeff${SHEET}` };
    expect((await readRoster(await xlsx(marked))).rows).toHaveLength(1);
  });

  it.each([
    [
      'entities that would grow',
      {
        'xl/sharedStrings.xml': `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst ${MAIN}><si><t>&b;</t></si></sst>`,
      },
    ],
    ['XML that is none', { 'xl/worksheets/sheet1.xml': '<worksheet><row>' }],
    [
      'a sheet elsewhere',
      { 'xl/_rels/workbook.xml.rels': RELATIONS.replace('worksheets/sheet1.xml', '../../etc/passwd') },
    ],
    [
      'tags without end, one in another',
      { 'xl/worksheets/sheet1.xml': `<worksheet ${MAIN}>${'<a>'.repeat(1_000_000)}` },
    ],
    ['namespaces without end', { 'xl/worksheets/sheet1.xml': '<a xmlns:a="b">'.repeat(100_000) }],
    ['tags without end', { 'xl/worksheets/sheet1.xml': `<worksheet ${MAIN}>${'<c/>'.repeat(1_000_000)}</worksheet>` }],
    [
      'attributes without end',
      {
        'xl/worksheets/sheet1.xml': `<worksheet ${Array.from({ length: 100_000 }, (_, i) => `a${i}="b"`).join(' ')}/>`,
      },
    ],
    ['a bomb', { 'xl/worksheets/sheet1.xml': ' '.repeat(9 * 1024 * 1024) }],
  ])('refuses %s', async (_what, parts) => {
    await expect(readRoster(await xlsx(parts))).rejects.toMatchObject({ code: 'ROSTER_UNREADABLE' });
  });

  it('refuses a bomb that lies about its size', async () => {
    const honest = await xlsx({ 'xl/worksheets/sheet1.xml': ' '.repeat(9 * 1024 * 1024) });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(9 * 1024 * 1024);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(1_000);
    const lying = Buffer.from(honest);
    for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size, at + 4)) small.copy(lying, at);
    expect(deflateRawSync(lying).length).toBeLessThan(100_000);
    await expect(readRoster(lying)).rejects.toMatchObject({ code: 'ROSTER_UNREADABLE' });
  });
});
