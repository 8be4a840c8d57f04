const UNITS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of `24h`, `15m`, `30s`, `7d`, or a plain number of seconds. The configuration has checked the form. */
export function readDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+)([smhd])?$/.exec(text) ?? [];
  return Number(amount) * (UNITS[unit] ?? 1);
}
