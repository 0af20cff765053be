import type { Database } from '@zhijie/database';
import { decidedBefore, type MadePayment, madePayments } from '@zhijie/hub';
import { type Instant, instant } from '@zhijie/kernel';
import { bookedClearingPayments, untakenDeductions } from '@zhijie/province';
import type { DoctorFinding } from './finding.ts';

const SIDES = ['care', 'insured'] as const;
type Side = (typeof SIDES)[number];

/** A province follows the nation's book every ten minutes. */
const FOLLOWED_WITHIN_MS = 15 * 60_000;

/**
 * The clearing's money in three books (C-04, V-13): a payment that was made is in the payer's book, and once
 * received in the payee's; what an audit took off is in both provinces' books. No province has booked
 * what the nation does not know.
 */
export async function examineClearingMoney(
  databases: ReadonlyMap<string, Database>,
  unreadable: ReadonlySet<string>,
  now: Instant = instant(Date.now()),
): Promise<DoctorFinding[]> {
  const hub = databases.get('hub');
  if (hub === undefined || unreadable.has('hub')) return [];
  const made = await madePayments(hub);
  const decided = await decidedBefore(hub, instant(now - FOLLOWED_WITHIN_MS));
  const findings: DoctorFinding[] = [];
  for (const [where, db] of databases) {
    if (where === 'hub' || unreadable.has(where)) continue;
    for (const side of SIDES) {
      findings.push(...(await payments(where, db, side, made)));
      const own = decided.filter(
        (each) => each[side] === where && (side === 'care' || each.kind !== 'penalty'),
      );
      for (const row of await untakenDeductions(db, side, own)) {
        const detail = '国家平台的审核扣款未记入本省账；稍后会自动补记';
        findings.push({ where, check: 'deductions-agree', row, detail });
      }
    }
  }
  return findings;
}

async function payments(
  where: string,
  db: Database,
  side: Side,
  made: readonly MadePayment[],
): Promise<DoctorFinding[]> {
  const isDue = ({ payer, payee, isReturn, isReceived }: MadePayment): boolean => {
    const care = isReturn ? payer : payee;
    const insured = isReturn ? payee : payer;
    return (side === 'care' ? care : insured) === where && (payer === where || isReceived);
  };
  const due = new Map(made.filter(isDue).map(({ orderId, amount }) => [orderId, amount]));
  const booked = await bookedClearingPayments(db, side);
  return [...new Set([...due.keys(), ...booked.keys()])].flatMap((row) => {
    const [nation, own] = [due.get(row) ?? 0, booked.get(row) ?? 0];
    if (nation === own) return [];
    const detail = `国家平台 ${nation} 分，本省账 ${own} 分；少记的稍后会自动补记`;
    return [{ where, check: 'clearing-payments-agree', row, detail }];
  });
}
