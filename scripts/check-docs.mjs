// Docs that lie: a link to a file that is not there, or a script that package.json does not have.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readJson } from './lib/files.mjs';
import { ROOT, shown } from './lib/paths.mjs';
import { fail, say } from './lib/progress.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.data', '.yarn', 'logs']);
const YARN_OWN = new Set(['install', 'add', 'remove', 'workspaces', 'exec', 'node', 'dlx', 'up', 'why', 'run']);

function* markdownBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* markdownBelow(file);
    else if (entry.name.endsWith('.md')) yield file;
  }
}

const scripts = readJson(path.join(ROOT, 'package.json')).scripts;
const problems = [];
let files = 0;
for (const file of markdownBelow(ROOT)) {
  files++;
  const text = readFileSync(file, 'utf8');
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(https?:|mailto:|#)/.test(target)) continue;
    const linked = path.resolve(path.dirname(file), decodeURI(target.split('#')[0]));
    if (!existsSync(linked)) problems.push(`${shown(file)}: the link to ${target} leads nowhere`);
  }
  for (const [, name] of text.matchAll(/\b(?:npm run|yarn) ([a-z][a-z:-]*)/g)) {
    const inCode = new RegExp(`(?:\`|^\\s*|\\$ )(?:npm run|yarn) ${name}`, 'm').test(text);
    const isTool = existsSync(path.join(ROOT, 'node_modules/.bin', name));
    if (inCode && !scripts[name] && !isTool && !YARN_OWN.has(name))
      problems.push(`${shown(file)}: there is no script "${name}"`);
  }
}

for (const problem of problems) fail(problem);
if (problems.length === 0) say(`${files} documents: links and commands exist.`);
process.exitCode = problems.length > 0 ? 1 : 0;
