import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface ArchiveFile {
  name: string;
  content: unknown;
}

const README = `동배즐에 저장된 회원님의 데이터입니다. 서비스마다 폴더가 하나씩 있으며, 파일은 UTF-8로 된 JSON입니다.
These are your data at Dongbaejul: a folder for each service; files are JSON in UTF-8.
`;

/** One ZIP of JSON files, readable by people and machines. Names are safe: they come from our services alone. */
export function archiveOf(files: readonly ArchiveFile[], at: Date): Readable {
  const zip = new ZipFile();
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(text), name, { mtime: at });
  add('README.txt', README);
  for (const { name, content } of files) add(name, `${JSON.stringify(content, null, 2)}\n`);
  zip.end();
  return zip.outputStream as Readable;
}
