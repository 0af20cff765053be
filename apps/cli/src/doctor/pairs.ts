import type { Database } from '@zhijie/database';
import { GATEWAY } from '@zhijie/exchange';
import { CLEARING_CODES, sumByPair } from '@zhijie/hub';
import {
  hubClaim,
  type Pair,
  payableToCareArea,
  receivableFromInsuredArea,
  type StatementCursor,
  statementOf,
} from '@zhijie/ledger';
import { CARE_LEDGER, careFigures, insuredFigures } from '@zhijie/province';
import { examineMutualAid, examineTransfers } from './accounts.ts';
import { examineClearingMoney } from './clearing-money.ts';
import type { DoctorFinding } from './finding.ts';
import { examinePrepayments } from './prepayments.ts';

type Sums = Map<string, { readonly pair: Pair; amount: number }>;

function add(sums: Sums, pair: Pair, amount: number): void {
  const { insuredArea, careArea, insuranceType } = pair;
  const key = `${careArea} ${insuredArea} ${insuranceType}`;
  const known = sums.get(key);
  if (known === undefined) sums.set(key, { pair: { insuredArea, careArea, insuranceType }, amount });
  else known.amount += amount;
}

type Books = { readonly care: Sums; readonly insured: Sums; readonly hub: Sums };

async function readBooks(databases: ReadonlyMap<string, Database>): Promise<Books> {
  const books: Books = { care: new Map(), insured: new Map(), hub: new Map() };
  for (const [address, db] of databases) {
    if (address === 'hub') {
      for (const row of await sumByPair(db, null)) add(books.hub, row, row.claim);
      continue;
    }
    for (const row of await careFigures(db)) add(books.care, row as Pair, row.amount);
    for (const row of await insuredFigures(db)) add(books.insured, row as Pair, row.amount);
  }
  return books;
}

/** What clearing posts at the hub stands for no bill. */
const SETTLED: readonly string[] = CLEARING_CODES;

/** Net amount per reference on one account, whichever way it was posted. */
async function references(db: Database, schema: string, accountId: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  let after: StatementCursor | undefined;
  for (;;) {
    const page = await statementOf(db, schema, { accountId, limit: 1000, ...(after && { after }) });
    for (const { reference, amount, code } of page.lines) {
      if (SETTLED.includes(code)) continue;
      found.set(reference, (found.get(reference) ?? 0) + Math.abs(amount));
    }
    if (page.next === null) return found;
    after = page.next;
  }
}

/** The rows behind a difference: references that two books give different amounts. */
async function rowsBehind(databases: ReadonlyMap<string, Database>, pair: Pair): Promise<string[]> {
  const care = databases.get(pair.careArea.slice(0, 2));
  const insured = databases.get(pair.insuredArea.slice(0, 2));
  const hub = databases.get('hub');
  const isLocal = pair.careArea.slice(0, 2) === pair.insuredArea.slice(0, 2);
  const books = await Promise.all([
    care === undefined ? null : references(care, CARE_LEDGER, receivableFromInsuredArea(pair)),
    insured === undefined ? null : references(insured, 'insured_ledger', payableToCareArea(pair)),
    hub === undefined || isLocal ? null : references(hub, 'hub_ledger', hubClaim(pair)),
  ]);
  const told = books.filter((book) => book !== null);
  const all = new Set(told.flatMap((book) => [...book.keys()]));
  return [...all].filter((reference) => new Set(told.map((book) => book.get(reference) ?? 0)).size > 1);
}

/**
 * Care receivable = insured payable = hub record, per pair of areas and insurance type. A bill inside one
 * province never passes the hub. What concerns an `unreadable` node says nothing about the others: a pair of
 * such a province is left out, and without the hub the two provinces are compared with each other. Prepaid
 * money and the clearing's payments and deductions are compared likewise.
 */
export async function examinePairs(
  all: ReadonlyMap<string, Database>,
  unreadable: ReadonlySet<string> = new Set(),
): Promise<DoctorFinding[]> {
  // Commercial money is in the gateway's books only (K-08).
  const databases = new Map([...all].filter(([address]) => address !== GATEWAY));
  const { care, insured, hub } = await readBooks(databases);
  const findings = [
    ...(await examinePrepayments(databases, unreadable)),
    ...(await examineClearingMoney(databases, unreadable)),
    ...(await examineMutualAid(databases, unreadable)),
    ...(await examineTransfers(databases, unreadable)),
  ];
  for (const key of new Set([...care.keys(), ...insured.keys(), ...hub.keys()])) {
    const pair = (care.get(key) ?? insured.get(key) ?? hub.get(key))!.pair;
    const [careNode, insuredNode] = [pair.careArea.slice(0, 2), pair.insuredArea.slice(0, 2)];
    if (unreadable.has(careNode) || unreadable.has(insuredNode)) continue;
    const skipsHub = careNode === insuredNode || unreadable.has('hub');
    const says = { care: care.get(key)?.amount ?? 0, insured: insured.get(key)?.amount ?? 0 };
    const atHub = skipsHub ? says.care : (hub.get(key)?.amount ?? 0);
    if (says.care === says.insured && says.insured === atHub) continue;
    const rows = await rowsBehind(databases, pair);
    const detail = `就医地应收 ${says.care} 分，参保地应付 ${says.insured} 分，国家平台 ${atHub} 分`;
    for (const row of rows.length === 0 ? [key] : rows) {
      findings.push({ where: 'network', check: 'three-books-agree', row, detail: `${key}：${detail}` });
    }
  }
  return findings;
}
