import type { Database } from '@zhijie/database';
import { paidPrepayments } from '@zhijie/hub';
import { bookedPrepayments } from '@zhijie/province';
import type { DoctorFinding } from './finding.ts';

/**
 * Prepaid money in three books (procedures PF-04): what the nation confirmed as paid is in the payer's book,
 * and once received in the payee's; no province has booked what the nation does not know.
 */
export async function examinePrepayments(
  databases: ReadonlyMap<string, Database>,
  unreadable: ReadonlySet<string>,
): Promise<DoctorFinding[]> {
  const hub = databases.get('hub');
  if (hub === undefined || unreadable.has('hub')) return [];
  const paid = await paidPrepayments(hub);
  const findings: DoctorFinding[] = [];
  for (const [node, db] of databases) {
    if (node === 'hub' || unreadable.has(node)) continue;
    for (const side of ['care', 'insured'] as const) {
      const due = new Map(
        paid
          .filter((each) => (side === 'care' ? each.careProvince : each.insuredProvince) === node)
          .filter((each) => each.isReceived || (side === 'care') === each.isReturn)
          .map(({ orderId, amount }) => [orderId, amount]),
      );
      const booked = await bookedPrepayments(db, side);
      for (const row of new Set([...due.keys(), ...booked.keys()])) {
        const [at, own] = [due.get(row) ?? 0, booked.get(row) ?? 0];
        if (at === own) continue;
        const book = side === 'care' ? '持有的预付金' : '付出的预付金';
        const detail = `国家平台确认 ${at} 分，本省${book} ${own} 分`;
        findings.push({ where: node, check: 'prepayment-books-agree', row, detail });
      }
    }
  }
  return findings;
}
