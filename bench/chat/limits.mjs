// Whether this machine lets two processes hold so many connections between them.
import { readFileSync } from 'node:fs';
import { Explained } from '../../scripts/lib/progress.mjs';

/** What a process has open besides: modules, MongoDB, Redis, metrics. */
const BESIDES = 200;

/**
 * Node raises its own limit of open files to the hard one, so that alone counts. All connections come from one address
 * to one port: each needs a port of its own on the crowd's side.
 * @throws Explained where there is too little
 */
export function assertRoomFor(connections) {
  if (process.platform !== 'linux') return;
  const files = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
  if (files < connections + BESIDES) {
    throw new Explained(
      `${connections} connections need ${connections + BESIDES} open files and ${files} are allowed. ` +
        `Raise the limit (ulimit -Hn ${connections + BESIDES}, as root) or ask for fewer: --connections 1000.`,
    );
  }
  const [first, last] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number);
  if (last - first + 1 < connections) {
    throw new Explained(
      `${connections} connections need as many local ports and there are ${last - first + 1}. ` +
        'Widen net.ipv4.ip_local_port_range or ask for fewer: --connections 1000.',
    );
  }
}
