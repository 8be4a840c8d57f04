import type { INestApplicationContext } from '@nestjs/common';
import { AuditService } from './audit.service';

/**
 * `node dist/apps/auth/main.js audit-verify [seq:hash…]`: checks the whole log, and that it still holds what was noted
 * of it earlier (the log files have such a witness at each growth).
 * @returns whether it is whole, and what to say
 */
export async function verifyAudit(
  app: INestApplicationContext,
  witnesses: readonly string[],
): Promise<{ ok: boolean; text: string }> {
  const audit = app.get(AuditService);
  const { rows, head, flaws } = await audit.verify();
  const denied: string[] = [];
  for (const witness of witnesses) if (!(await audit.holds(witness))) denied.push(witness);
  const lines = [
    ...flaws.named.map(({ seq, flaw }) => `row ${String(seq)} is ${flaw}`),
    ...(flaws.count > flaws.named.length ? [`and ${flaws.count - flaws.named.length} more`] : []),
    ...denied.map((witness) => `the log does not hold ${witness}, or no longer`),
  ];
  const ok = lines.length === 0;
  lines.push(`${rows} rows; the log ends at ${head.seq}:${head.hash}`, ok ? 'The audit log is whole.' : 'It is NOT.');
  return { ok, text: lines.join('\n') };
}
