export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];
export const FILE_TYPES = [...PICTURE_TYPES, 'application/pdf', 'application/zip'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Bytes of a file's beginning that tell its type. */
export const HEAD_BYTES = 16;

const begins = (head: Buffer, bytes: readonly number[], at = 0): boolean =>
  head.length >= at + bytes.length && bytes.every((byte, i) => head[at + i] === byte);
const text = (letters: string): number[] => [...Buffer.from(letters, 'latin1')];

/**
 * What a file is by its first bytes, whatever its name and sender say. SVG and HTML, which run scripts, have no such
 * bytes and are never taken.
 * @returns undefined for everything that is not taken
 */
export function fileTypeOf(head: Buffer): FileType | undefined {
  if (begins(head, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (begins(head, text('GIF87a')) || begins(head, text('GIF89a'))) return 'image/gif';
  if (begins(head, text('RIFF')) && begins(head, text('WEBP'), 8)) return 'image/webp';
  if (begins(head, text('%PDF-'))) return 'application/pdf';
  if (begins(head, [0x50, 0x4b, 0x03, 0x04])) return 'application/zip';
  return undefined;
}

export const isPicture = (type: FileType): type is PictureType => (PICTURE_TYPES as readonly string[]).includes(type);

const LONGEST_NAME = 200;

/** A name that is only a name: no path, nothing invisible, of a bearable length, its ending kept. */
export function fileNameOf(given: string | undefined): string {
  const bare = (given ?? '').toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = bare.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"<>|:*?]/gu, '').trim();
  if (name === '' || /^\.+$/.test(name)) return 'file';
  if (name.length <= LONGEST_NAME) return name;
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? '';
  return (name.slice(0, LONGEST_NAME - ending.length) + ending).toWellFormed();
}
