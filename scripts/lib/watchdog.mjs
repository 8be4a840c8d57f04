// Runs beside a launcher (children.mjs). When the pipe from it ends without the word "done", the launcher died
// without stopping what it had started; then this does it.
import { stopListed } from './children.mjs';

// A Ctrl-C or a closed terminal is the launcher's to handle.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(signal, () => {});

let word = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => (word += text));
process.stdin.on('error', () => {});
process.stdin.on('close', async () => {
  if (word !== 'done') await stopListed(process.argv[2]);
  process.exit(0);
});
