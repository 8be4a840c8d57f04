// Telling a process from a later one that got the same number: its pid together with when it started.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A text that stays the same for the life of a process, or undefined when there is no such process. */
export function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      // The name in brackets may hold spaces and brackets; the fields are counted after the last one.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export const identify = (pid) => ({ pid, start: startOf(pid) });

export const isAlive = ({ pid, start } = {}) => pid !== undefined && start !== undefined && startOf(pid) === start;

/** Our children lead a process group each, so that what they started goes with them. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone, which is what was wanted.
    }
  }
}

/** SIGTERM, then SIGKILL when it has not gone within the time. */
export async function stopProcess(identity, milliseconds) {
  if (!isAlive(identity)) return;
  signalGroup(identity.pid, 'SIGTERM');
  const end = Date.now() + milliseconds;
  while (isAlive(identity) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
  if (isAlive(identity)) signalGroup(identity.pid, 'SIGKILL');
}
