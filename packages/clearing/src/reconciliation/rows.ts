/**
 * The three-party reconciliation of 医保发〔2022〕22号 annex, article 38 (procedures R-01): what care side, hub
 * and insured side know of one settlement or reversal, and what follows from it.
 */
import type { RowReference, TradeRow } from '@zhijie/evidence';

/** In the order in which a settlement reaches their books backwards: the care side is the last to know. */
export const PARTIES = ['care', 'hub', 'insured'] as const;
export type Party = (typeof PARTIES)[number];

/** `pending`: asked and not answered yet. `refused`: it never took effect there. */
export type Sighting =
  | { readonly state: 'decided'; readonly row: TradeRow }
  | { readonly state: 'pending' | 'refused' | 'absent' };

export type Seen = Readonly<Record<Party, Sighting>>;

/**
 * - `matched`: the three say the same, or nobody has it. `netted`: a settlement and its reversal of the same
 *   day that the same parties lack; they come to nothing.
 * - `amount-differs`, `content-differs`: all have it, not with the same claim, or not with the same rest.
 * - `missing`: not everybody has it; seen from a party it is "only here" or "only there".
 * - `in-flight`: the care side still waits for the outcome.
 */
export const ROW_VERDICTS = [
  'matched',
  'netted',
  'in-flight',
  'amount-differs',
  'content-differs',
  'missing',
] as const;
export type RowVerdict = (typeof ROW_VERDICTS)[number];

const FIELDS = [
  'itemId',
  'settlementId',
  'kind',
  'careArea',
  'insuredArea',
  'providerId',
  'personId',
  'insuranceType',
  'claim',
  'at',
] as const satisfies readonly (keyof TradeRow)[];

/** What a party says of each reference: its row, or what it knows besides. */
export function sightingsOf(
  references: readonly RowReference[],
  rows: readonly TradeRow[],
  undecided: readonly { readonly itemId: string; readonly state: 'pending' | 'refused' }[] = [],
): Sighting[] {
  const decided = new Map(rows.map((row) => [row.itemId, row]));
  const others = new Map(undecided.map(({ itemId, state }) => [itemId, state]));
  return references.map(({ itemId }) => {
    const row = decided.get(itemId);
    return row === undefined ? { state: others.get(itemId) ?? 'absent' } : { state: 'decided', row };
  });
}

/** The parties that have the row decided. */
export const holdersOf = (seen: Seen): Party[] => PARTIES.filter((party) => seen[party].state === 'decided');

const rowOf = (sighting: Sighting): TradeRow | null => (sighting.state === 'decided' ? sighting.row : null);

/** The fields in which the parties that have the row differ. */
export function differingFields(seen: Seen): (keyof TradeRow)[] {
  const [first, ...others] = PARTIES.flatMap((party) => rowOf(seen[party]) ?? []);
  if (first === undefined) return [];
  return FIELDS.filter((field) => others.some((row) => row[field] !== first[field]));
}

/** The verdict over one row by itself; `netted` needs the others of its day. */
export function verdictOfRow(seen: Seen): Exclude<RowVerdict, 'netted'> {
  const holders = holdersOf(seen);
  if (holders.length === 0) return 'matched';
  if (seen.care.state === 'pending') return 'in-flight';
  if (holders.length < PARTIES.length) return 'missing';
  const fields = differingFields(seen);
  if (fields.length === 0) return 'matched';
  return fields.includes('claim') ? 'amount-differs' : 'content-differs';
}

export type JudgedTrade = { readonly seen: Seen; readonly row: TradeRow; readonly verdict: RowVerdict };

/** Judges rows of one pair of areas and one day; each is seen by at least one party. */
export function judgeTrades(all: readonly Seen[]): JudgedTrade[] {
  const judged = all.flatMap((seen): JudgedTrade[] => {
    const row = rowOf(seen.insured) ?? rowOf(seen.hub) ?? rowOf(seen.care);
    return row === null ? [] : [{ seen, row, verdict: verdictOfRow(seen) }];
  });
  const bySettlement = Map.groupBy(judged, ({ row }) => row.settlementId);
  return judged.map((one) => {
    const both = bySettlement.get(one.row.settlementId)!;
    return isNetted(both) ? { ...one, verdict: 'netted' } : one;
  });
}

function isNetted(both: readonly JudgedTrade[]): boolean {
  const [a, b] = both;
  if (a === undefined || b === undefined || both.length !== 2) return false;
  return (
    a.verdict === 'missing' &&
    b.verdict === 'missing' &&
    a.row.kind !== b.row.kind &&
    a.row.claim + b.row.claim === 0 &&
    holdersOf(a.seen).join() === holdersOf(b.seen).join() &&
    differingFields(a.seen).length === 0 &&
    differingFields(b.seen).length === 0
  );
}

/** How a party reads the verdict of the row. */
export type VerdictForParty = Exclude<RowVerdict, 'missing'> | 'only-here' | 'only-there';

export function verdictFor(party: Party, verdict: RowVerdict, seen: Seen): VerdictForParty {
  if (verdict !== 'missing') return verdict;
  return seen[party].state === 'decided' ? 'only-here' : 'only-there';
}

/**
 * Who has to do something: the care side asks again for what is missing or in flight (it alone can); where
 * content differs, the party that stands alone, and the insured side, which decided, when nobody agrees.
 */
export function ownerOfDifference(verdict: RowVerdict, seen: Seen): Party {
  if (verdict !== 'amount-differs' && verdict !== 'content-differs') return 'care';
  const same = (a: Party, b: Party): boolean => {
    const [x, y] = [rowOf(seen[a]), rowOf(seen[b])];
    return x !== null && y !== null && isSameRow(x, y);
  };
  if (same('hub', 'insured')) return 'care';
  return same('care', 'insured') ? 'hub' : 'insured';
}

/** What a person can do about a difference; nothing ever edits a row. */
export const RECONCILIATION_ACTS = ['repair', 'reverse', 'explain'] as const;
export type ReconciliationAct = (typeof RECONCILIATION_ACTS)[number];

/**
 * Asking again brings what is missing or in flight; explaining is for what nothing else mends. Taking back is
 * for what the insured side has, unless the hub has it otherwise: the hub takes no reversal of other content.
 */
export function mayAct(act: ReconciliationAct, verdict: RowVerdict, seen: Seen): boolean {
  if (verdict === 'matched' || verdict === 'netted') return false;
  if (act === 'repair') return verdict === 'missing' || verdict === 'in-flight';
  if (verdict === 'in-flight') return false;
  if (act === 'explain') return true;
  const [hub, insured] = [rowOf(seen.hub), rowOf(seen.insured)];
  return insured !== null && (hub === null || isSameRow(hub, insured));
}

/** Whether two parties have the same row. */
export const isSameRow = (a: TradeRow, b: TradeRow): boolean =>
  FIELDS.every((field) => a[field] === b[field]);
