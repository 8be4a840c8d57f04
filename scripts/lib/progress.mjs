// What a person sees while something runs. Plain lines, so it reads the same in a terminal and in a CI log.
const started = Date.now();

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
export const dim = paint(2);
export const bold = paint(1);
export const green = paint(32);
export const yellow = paint(33);
export const red = paint(31);

const seconds = (from) => ((Date.now() - from) / 1000).toFixed(1);
const clock = () => dim(`${seconds(started).padStart(6)}s`);

export const say = (text) => void process.stdout.write(`${clock()}  ${text}\n`);
export const warn = (text) => say(yellow(text));
export const fail = (text) => void process.stderr.write(`${clock()}  ${red(text)}\n`);

/** A failure that is explained to the person; its stack would only be in the way. */
export class Explained extends Error {}

/** Turns any failure into its last line, and the process's exit code. */
export function explain(error) {
  const plain = error instanceof Explained || String(error.code).startsWith('ERR_PARSE_ARGS');
  fail(plain ? error.message : (error.stack ?? String(error)));
  return 1;
}

/**
 * Says what begins, that it still goes on (every 10 s, with `detail()` when there is one), and how long it took.
 * @returns what the task returns
 */
export async function step(title, task, { detail } = {}) {
  const from = Date.now();
  say(`${title} …`);
  const alive = setInterval(() => {
    const more = detail?.();
    say(dim(`${title}: ${seconds(from)} s so far${more ? `, ${more}` : ''}`));
  }, 10_000);
  try {
    const result = await task();
    say(`${green('✓')} ${title} ${dim(`(${seconds(from)} s)`)}`);
    return result;
  } catch (error) {
    fail(`✗ ${title} (${seconds(from)} s)`);
    throw error;
  } finally {
    clearInterval(alive);
  }
}
