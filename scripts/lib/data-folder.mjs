// Where a test run keeps its databases. A killed server's files outlive it in memory as well as on a disk: the kernel
// keeps both. Only a machine that loses its power tells the difference, and no test does that.
import { readFileSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
const GB = 1024 ** 3;
/** Half a gigabyte is written in a run, 300 MB for each mongod's journal; faults run beside it with one of their own. */
const ROOM = 2 * GB;
/** What the run's processes need for themselves, two workers of jest and six services twice over. */
const LEFT_FREE = 4 * GB;

/** All that may hold the data of some run. */
export const dataRoots = () => [tmpdir(), ...(readable(MEMORY) ? [MEMORY] : [])];

/**
 * Memory where there is plenty: a write then takes half as long and a new index a fifth, whatever disk the machine has.
 * The long forms, which hold figures of promises, stay on the disk.
 */
export const dataRoot = (env = process.env) =>
  !env.FAULTS_LONG && fitsInMemory({ room: roomOf(MEMORY), available: availableMemory() }) ? MEMORY : tmpdir();

/** @param found bytes that the folder in memory may still hold, and bytes of memory that nobody uses */
export const fitsInMemory = ({ room, available }) => room >= ROOM && available >= ROOM + LEFT_FREE;

function roomOf(folder) {
  const found = readable(folder);
  return found ? found.bavail * found.bsize : 0;
}

function readable(folder) {
  try {
    return statfsSync(folder);
  } catch {
    return undefined;
  }
}

/** Of the machine, and of the container if it has a bound of its own; 0 where the machine does not say. */
function availableMemory() {
  try {
    const [, kilobytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    const bound = process.constrainedMemory() || Infinity;
    return Math.min(Number(kilobytes) * 1024, bound);
  } catch {
    return 0;
  }
}
