// `npm run mail`: shows the mails that development wrote to a folder instead of sending them, the latest last.
// `npm run mail -- 3` shows the latest three, `npm run mail -- someone@club.test` those to one address.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, shown } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';

const [wanted = '10'] = process.argv.slice(2);
const url = process.env.MAIL_URL ?? 'file:.data/mail';
const folder = path.resolve(ROOT, url.replace(/^file:(\/\/)?/, ''));
const files =
  url.startsWith('file:') && existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.txt')) : [];
const mails = files.sort().map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
const chosen = /^\d+$/.test(wanted)
  ? mails.slice(-Number(wanted))
  : mails.filter(({ text }) => text.split('\n')[0].toLowerCase() === `to: ${wanted.toLowerCase()}`);
for (const { name, text } of chosen) say(`── ${name}\n${text}`);
if (chosen.length === 0) say(`No mail in ${shown(folder)}.`);
