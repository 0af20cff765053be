import { EXPLAINED_PAIRS } from '../model/pairs.ts';
import type { Books, Figure, KeptSettlement, Trade } from './books.ts';

const isLocal = ({ careArea, insuredArea }: Pick<KeptSettlement, 'careArea' | 'insuredArea'>) =>
  careArea.slice(0, 2) === insuredArea.slice(0, 2);

/** The states of the insured side that a state of the care side agrees with, once everything is at rest. */
const AGREES: Readonly<Record<string, readonly string[]>> = {
  settled: ['settled'],
  reversed: ['reversed'],
  refused: ['never-settled', 'absent'],
};

/**
 * Design, "Delivery rules": after everything came to rest both sides end settled or both end reversed, and
 * the ledgers of all nodes agree by pair of areas, insurance type and month.
 */
export function disagreements(books: Books): string[] {
  return [
    ...sidesDisagree(books),
    ...segmentsTwice(books),
    ...hubDisagrees(books),
    ...figuresDisagree(books),
  ];
}

function sidesDisagree({ care, insured }: Books): string[] {
  const breaches: string[] = [];
  const byId = new Map(insured.map((row) => [row.settlementId, row]));
  for (const row of care) {
    const other = byId.get(row.settlementId);
    byId.delete(row.settlementId);
    const state = other?.state ?? 'absent';
    if (!(AGREES[row.state] ?? []).includes(state)) {
      breaches.push(`${row.settlementId} is ${row.state} at the care side and ${state} at the insured side`);
    } else if (other !== undefined && row.state !== 'refused') {
      breaches.push(...factsDiffer(row, other, 'insured side'));
    }
  }
  for (const row of byId.values())
    breaches.push(`${row.settlementId} is ${row.state} at the insured side alone`);
  return breaches;
}

const FACTS = ['careArea', 'insuredArea', 'settledAt', 'reversedAt', 'claim'] as const;

function factsDiffer(row: KeptSettlement, other: KeptSettlement | Trade, where: string): string[] {
  return FACTS.filter((fact) => row[fact] !== other[fact]).map(
    (fact) =>
      `${row.settlementId} has ${fact} ${row[fact]} at the care side and ${other[fact]} at the ${where}`,
  );
}

/** At most one live settlement per visit segment. */
function segmentsTwice({ insured, care }: Books): string[] {
  const breaches: string[] = [];
  for (const rows of [insured, care]) {
    const live = rows.filter((row) => row.state === 'settled').map((row) => `${row.visitId}/${row.segment}`);
    const twice = live.filter((key, index) => live.indexOf(key) !== index);
    breaches.push(...twice.map((key) => `${key} has two live settlements`));
  }
  return breaches;
}

function hubDisagrees({ care, hub }: Books): string[] {
  const breaches: string[] = [];
  const byId = new Map(hub.map((row) => [row.settlementId, row]));
  for (const row of care) {
    if (isLocal(row) || row.state === 'refused') continue;
    const trade = byId.get(row.settlementId);
    byId.delete(row.settlementId);
    if (trade === undefined) breaches.push(`${row.settlementId} is ${row.state} and unknown to the hub`);
    else if (trade.state !== row.state)
      breaches.push(`${row.settlementId} is ${row.state}, at the hub ${trade.state}`);
    else breaches.push(...factsDiffer(row, trade, 'hub'));
  }
  for (const trade of byId.values())
    breaches.push(`${trade.settlementId} is ${trade.state} at the hub alone`);
  return breaches;
}

/** Care receivable = insured payable = hub record, per pair, type and month; the hub knows no local bill. */
function figuresDisagree({ receivable, payable, national }: Books): string[] {
  const across = ({ key }: Figure) => {
    const [insuredArea = '', careArea = ''] = key.split('/');
    return !isLocal({ insuredArea, careArea });
  };
  return [
    ...differ(receivable, payable, ['receivable', 'payable']),
    ...differ(receivable.filter(across), national, ['receivable', 'hub record']),
  ];
}

function differ(a: readonly Figure[], b: readonly Figure[], names: readonly [string, string]): string[] {
  const left = new Map(a.map(({ key, amount }) => [key, amount]));
  const right = new Map(b.map(({ key, amount }) => [key, amount]));
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => (left.get(key) ?? 0) !== (right.get(key) ?? 0))
    .map((key) => `${key}: ${names[0]} ${left.get(key) ?? 0} fen, ${names[1]} ${right.get(key) ?? 0} fen`);
}

/** At any moment, also under way, the two sides are in a pair of states that the model knows. */
export function unexplained({ care, insured }: Books): string[] {
  const there = new Map(insured.map((row) => [row.settlementId, row.state]));
  const here = new Map(care.map((row) => [row.settlementId, row.state]));
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((settlementId) => {
    const pair = `${here.get(settlementId) ?? 'none'}/${there.get(settlementId) ?? 'none'}`;
    return EXPLAINED_PAIRS.includes(pair) ? [] : [`${settlementId} is ${pair}, which nothing explains`];
  });
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  pending: ['settled', 'refused', 'reversed'],
  settled: ['reversed'],
  refused: [],
  reversed: [],
  'never-settled': [],
};

/** States only move along the allowed edges, and no row disappears. */
export function regressions(before: readonly KeptSettlement[], after: readonly KeptSettlement[]): string[] {
  const now = new Map(after.map((row) => [row.settlementId, row.state]));
  return before.flatMap(({ settlementId, state }) => {
    const next = now.get(settlementId) ?? 'gone';
    return next === state || (ALLOWED[state] ?? []).includes(next)
      ? []
      : [`${settlementId} went from ${state} to ${next}`];
  });
}
