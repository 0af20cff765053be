/** What a row of a catalogue file must be; pure. */
import {
  kindOfItemCode,
  PAYMENT_CLASSES,
  type PaymentClass,
  parseRate,
  parseUnitPrice,
  type Rate,
  type UnitPrice,
} from '@zhijie/kernel';
import type { CatalogueEntry } from '../deps.ts';
import type { RowProblemCode } from './refusals.ts';

/** A line of the file as it is written; `row` as Excel numbers it. */
export type ToldRow = {
  readonly row: number;
  readonly localCode: string;
  readonly localName: string;
  readonly localUnit: string;
  readonly itemCode: string;
  readonly share: string;
  readonly paymentClass: string;
  readonly selfPaidFirstRate: string;
  readonly ceiling: string;
};
export type RowField = Exclude<keyof ToldRow, 'row'>;

export type RowProblem = {
  readonly field: RowField;
  readonly code: RowProblemCode;
  /** What stands against it: another row, or the sum of the shares in 1/10 000. */
  readonly otherRow: number | null;
  readonly sum: number | null;
};

/** What a row says once it is right: for `share` of it the place's own item is this item of the catalogue. */
export type MappedRow = {
  readonly localCode: string;
  readonly localUnit: string;
  readonly itemCode: string;
  readonly itemUnit: string;
  readonly share: Rate;
  readonly paymentClass: PaymentClass;
  readonly selfPaidFirstRate: Rate;
  readonly ceiling: UnitPrice | null;
};

/** What money depends on: whichever items of the place stand for an item, its terms are the same. */
export type Terms = Pick<MappedRow, 'paymentClass' | 'selfPaidFirstRate' | 'ceiling'>;

export type CheckedRow = {
  readonly told: ToldRow;
  readonly problems: readonly RowProblem[];
  /** Null in quarantine. */
  readonly mapped: MappedRow | null;
};

const WHOLE = 10_000;
const LONGEST_CODE = 60;
const CLASSES: Readonly<Record<string, PaymentClass>> = {
  甲: 'A',
  乙: 'B',
  丙: 'C',
  甲类: 'A',
  乙类: 'B',
  丙类: 'C',
  自费: 'C',
};

const problem = (
  field: RowField,
  code: RowProblemCode,
  against: { readonly otherRow?: number; readonly sum?: number } = {},
): RowProblem => ({ field, code, otherRow: against.otherRow ?? null, sum: against.sum ?? null });

/** '70%', '70.25 %' or '0.7' in 1/10 000; null for anything else. A bare '70' is not guessed at. */
export function parsePart(text: string): Rate | null {
  const percent = /^(.*\d)\s*[%％]$/.exec(text)?.[1];
  const parsed = parseRate(percent ?? text);
  if (!parsed.ok) return null;
  const part = percent === undefined ? parsed.value : parsed.value / 100;
  return Number.isInteger(part) && part <= WHOLE ? (part as Rate) : null;
}

const rateFits = (paymentClass: PaymentClass, rate: Rate): boolean =>
  paymentClass === 'A' ? rate === 0 : paymentClass === 'C' ? rate === WHOLE : rate > 0 && rate < WHOLE;

type Items = ReadonlyMap<string, CatalogueEntry>;

function codeProblems({ localCode, localName, localUnit, itemCode }: ToldRow, items: Items): RowProblem[] {
  const found: RowProblem[] = [];
  for (const [field, value] of Object.entries({ localCode, localName, localUnit, itemCode }))
    if (value === '') found.push(problem(field as RowField, 'value-missing'));
  if (/\s/.test(localCode) || localCode.length > LONGEST_CODE)
    found.push(problem('localCode', 'code-malformed'));
  if (itemCode !== '' && !items.has(itemCode))
    found.push(
      problem('itemCode', kindOfItemCode(itemCode) === null ? 'item-code-malformed' : 'item-unknown'),
    );
  return found;
}

/** One row by itself; what it has to do with others is looked at afterwards. */
function checkRow(told: ToldRow, items: Items): CheckedRow {
  const problems = codeProblems(told, items);
  const share = told.share === '' ? (WHOLE as Rate) : parsePart(told.share);
  if (share === null || share === 0) problems.push(problem('share', 'share-malformed'));
  const paymentClass =
    CLASSES[told.paymentClass] ?? PAYMENT_CLASSES.find((each) => each === told.paymentClass);
  if (paymentClass === undefined) problems.push(problem('paymentClass', 'class-unknown'));
  const rate = parsePart(told.selfPaidFirstRate);
  if (rate === null) problems.push(problem('selfPaidFirstRate', 'rate-malformed'));
  else if (paymentClass !== undefined && !rateFits(paymentClass, rate))
    problems.push(problem('selfPaidFirstRate', 'rate-unlike-class'));
  const ceiling = told.ceiling === '' ? null : parseUnitPrice(told.ceiling);
  if (ceiling?.ok === false) problems.push(problem('ceiling', 'ceiling-malformed'));
  if (problems.length > 0) return { told, problems, mapped: null };
  const { localCode, localUnit, itemCode } = told;
  const mapped: MappedRow = {
    localCode,
    localUnit,
    itemCode,
    itemUnit: items.get(itemCode)!.unit,
    share: share!,
    paymentClass: paymentClass!,
    selfPaidFirstRate: rate!,
    ceiling: ceiling === null ? null : (ceiling as { readonly value: UnitPrice }).value,
  };
  return { told, problems, mapped };
}

export const sameTerms = (a: Terms, b: Terms): boolean =>
  a.paymentClass === b.paymentClass && a.selfPaidFirstRate === b.selfPaidFirstRate && a.ceiling === b.ceiling;

/** Per item of the catalogue: whoever says something else than its first row, both are wrong. */
function termsProblems(rows: readonly CheckedRow[]): Map<number, RowProblem> {
  const first = new Map<string, CheckedRow>();
  const found = new Map<number, RowProblem>();
  for (const row of rows) {
    if (row.mapped === null) continue;
    const before = first.get(row.mapped.itemCode);
    if (before === undefined) first.set(row.mapped.itemCode, row);
    else if (!sameTerms(before.mapped!, row.mapped)) {
      found.set(row.told.row, problem('paymentClass', 'terms-differ', { otherRow: before.told.row }));
      if (!found.has(before.told.row))
        found.set(before.told.row, problem('paymentClass', 'terms-differ', { otherRow: row.told.row }));
    }
  }
  return found;
}

/** What is wrong among the rows of one item of the place, by row. */
function groupProblems(rows: readonly CheckedRow[]): Map<number, RowProblem> {
  const found = new Map<number, RowProblem>();
  const [head] = rows as readonly [CheckedRow, ...CheckedRow[]];
  if (head.told.localCode === '') return found;
  const seen = new Map<string, number>();
  for (const { told } of rows) {
    const { row, itemCode, localName, localUnit } = told;
    const before = seen.get(itemCode);
    if (before !== undefined) found.set(row, problem('itemCode', 'row-repeated', { otherRow: before }));
    else seen.set(itemCode, row);
    if (localName !== head.told.localName || localUnit !== head.told.localUnit)
      found.set(row, problem('localName', 'name-differs', { otherRow: head.told.row }));
  }
  if (found.size > 0 || rows.some(({ mapped }) => mapped === null)) return found;
  const sum = rows.reduce((all, { mapped }) => all + mapped!.share, 0);
  if (sum !== WHOLE)
    for (const { told } of rows) found.set(told.row, problem('share', 'shares-not-whole', { sum }));
  return found;
}

const withProblem = (row: CheckedRow, more: RowProblem | undefined): CheckedRow =>
  more === undefined ? row : { told: row.told, problems: [...row.problems, more], mapped: null };

/**
 * Every row of a file, in its order. A row that is wrong stands in quarantine with each field and the fix,
 * and with it all rows of the same item of the place: one item is taken whole, its shares sum to exactly
 * 10 000, or not at all.
 */
export function checkRows(told: readonly ToldRow[], items: Items): CheckedRow[] {
  const alone = told.map((row) => checkRow(row, items));
  const terms = termsProblems(alone);
  const rows = alone.map((row) => withProblem(row, terms.get(row.told.row)));
  const groups = Map.groupBy(rows, ({ told: { localCode } }) => localCode);
  const checked = new Map<number, CheckedRow>();
  for (const group of groups.values()) {
    const found = groupProblems(group);
    const own = group.map((row) => withProblem(row, found.get(row.told.row)));
    const wrong = own.find(({ mapped }) => mapped === null);
    for (const row of own)
      checked.set(
        row.told.row,
        wrong === undefined || row.mapped === null
          ? row
          : withProblem(row, problem('localCode', 'other-row-wrong', { otherRow: wrong.told.row })),
      );
  }
  return rows.map(({ told: { row } }) => checked.get(row)!);
}
