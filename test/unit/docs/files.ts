import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../../..');
const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

export const absolute = (file: string): string => path.join(ROOT, file);
export const read = (file: string): string => readFileSync(absolute(file), 'utf8');
export const write = (file: string, text: string): void => writeFileSync(absolute(file), text);

/** Files below a folder whose name ends so, relative to the repository, in a fixed order. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(absolute(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(file, ending);
      return entry.name.endsWith(ending) ? [file] : [];
    });
}

/** The text of a document without code: what a reader sees as prose and tables. */
export const withoutCode = (text: string): string =>
  text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()#]/g, ''));
