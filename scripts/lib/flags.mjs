// The flags of a command: read, listed by --help, and an unknown one answered with the list.
import { parseArgs } from 'node:util';
import { Explained } from './progress.mjs';

/**
 * Prints the usage and ends the process at --help.
 * @param usage what to print
 * @param options as parseArgs takes them
 * @returns { values, positionals }
 * @throws Explained with the usage, for a flag that is unknown or lacks its value
 */
export function readFlags(usage, options, { args = process.argv.slice(2), positionals = false } = {}) {
  const help = { help: { type: 'boolean', short: 'h', default: false } };
  let read;
  try {
    read = parseArgs({ args, options: { ...options, ...help }, allowPositionals: positionals });
  } catch (error) {
    // parseArgs goes on about how to pass a positional argument that looks like a flag.
    throw new Explained(`${error.message.split('. ')[0].replace(/\.$/, '')}.\n${usage}`);
  }
  if (read.values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return read;
}
