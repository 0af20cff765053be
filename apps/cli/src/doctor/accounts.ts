import type { Database } from '@zhijie/database';
import { aidOfNation } from '@zhijie/hub';
import { type Instant, instant } from '@zhijie/kernel';
import { aidInBooks, transferFigures } from '@zhijie/province';
import type { DoctorFinding } from './finding.ts';

/** The nation tells within moments; after this long it is wrong. */
const TOLD_WITHIN_MS = 15 * 60_000;

/**
 * Mutual aid in two books: what a quota paid is in the book of the donor's province, and every quota
 * stands for money that a donor's province set aside.
 */
export async function examineMutualAid(
  databases: ReadonlyMap<string, Database>,
  unreadable: ReadonlySet<string>,
  now: Instant = instant(Date.now()),
): Promise<DoctorFinding[]> {
  const hub = databases.get('hub');
  if (hub === undefined || unreadable.has('hub')) return [];
  const nation = await aidOfNation(hub, now - TOLD_WITHIN_MS);
  const findings: DoctorFinding[] = [];
  for (const [where, db] of databases) {
    if (where === 'hub' || unreadable.has(where)) continue;
    const own = await aidInBooks(db);
    const tell = (row: string, detail: string) =>
      findings.push({ where, check: 'mutual-aid-books-agree', row, detail });
    for (const { spendId, node, amount } of nation.spends) {
      if (node !== where || own.spends.get(spendId) === amount) continue;
      tell(
        spendId,
        `国家平台共济支出 ${amount} 分，本省账 ${own.spends.get(spendId) ?? 0} 分；稍后会自动补记`,
      );
    }
    for (const { transferId, node, amount } of nation.accepted) {
      const known = own.transfers.get(transferId);
      if (node !== where || (known?.amount === amount && known.state !== 'refused')) continue;
      tell(transferId, `国家平台已转入 ${amount} 分，本省账 ${known?.state ?? '没有这笔'}`);
    }
  }
  return findings;
}

/**
 * Transfers of insurance in two books (PS2): a balance that the new area took is one that the old area gave;
 * what both have closed is in transit no more; nobody who moved is an employee of two areas on one day.
 */
export async function examineTransfers(
  databases: ReadonlyMap<string, Database>,
  unreadable: ReadonlySet<string>,
): Promise<DoctorFinding[]> {
  const provinces = [...databases].filter(([where]) => where !== 'hub' && !unreadable.has(where));
  const figures = await Promise.all(
    provinces.map(async ([where, db]) => ({ where, ...(await transferFigures(db)) })),
  );
  const findings: DoctorFinding[] = [];
  const moved = figures.flatMap(({ where, moved: rows }) => rows.map((row) => ({ ...row, where })));
  const given = new Map(moved.flatMap((row) => (row.way === 'out' ? [[row.applicationId, row]] : [])));
  for (const row of moved) {
    if (row.way === 'out' || !figures.some(({ where }) => where === row.from)) continue;
    const { applicationId, balance, where } = row;
    const other = given.get(applicationId)?.balance ?? 0;
    if (other === balance) continue;
    const detail = `转入地入账 ${balance} 分，转出地划出 ${other} 分`;
    findings.push({ where, check: 'moved-balances-agree', row: applicationId, detail });
  }
  const open = moved.reduce((sum, { way, state, balance }) => {
    if (way === 'out') return state === 'issued' ? sum + balance : sum;
    return state === 'joined' ? sum - balance : sum;
  }, 0);
  const transit = figures.reduce((sum, { transit: amount }) => sum + amount, 0);
  if (transit !== open) {
    const detail = `在途 ${transit} 分，在办的转移接续 ${open} 分`;
    findings.push({ where: 'network', check: 'moved-balances-in-transit', row: '', detail });
  }
  const today = new Map<string, string>();
  for (const { active } of figures)
    for (const { digest, area } of active) {
      const other = today.get(digest);
      if (other !== undefined && other !== area) {
        const detail = `同一人在 ${other} 和 ${area} 都是职工医保在享`;
        findings.push({ where: 'network', check: 'one-employee-coverage', row: digest.slice(0, 12), detail });
      }
      today.set(digest, area);
    }
  return findings;
}
