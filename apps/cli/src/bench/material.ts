import { type Catalogue, classifyLine, type LineInput } from '@zhijie/engine';
import type { Bill } from '@zhijie/exchange';
import {
  type AreaCode,
  addFeeParts,
  assert,
  createRandom,
  dateOf,
  type FeeParts,
  fen,
  type Instant,
  lineAmount,
  quantity,
} from '@zhijie/kernel';
import { type SeedPerson, syntheticPerson } from '@zhijie/population';

export const CARE_AREA = '110000';
export const INSURED_AREA = '410100';
export const PROVIDER = { id: 'H11010500001', name: '北京示例医院', level: 'level3' } as const;

const ACCOUNT_BALANCE = fen(100_000_00);

/**
 * Employees of one area with a full personal account and a long-term filing to the care place: every
 * settlement of theirs moves a fund and the guarded account, so that no rung gets cheaper as it goes on.
 */
export function benchPersons(seed: string, area: string, count: number): SeedPerson[] {
  const random = createRandom(`bench persons ${seed} ${area}`);
  const used = new Set<string>();
  const persons: SeedPerson[] = [];
  while (persons.length < count) {
    const wishes = { province: area.slice(0, 2), area: area as AreaCode, group: 'active' } as const;
    const person = syntheticPerson(random, { ...wishes, filing: 'long-term-resident' });
    if (used.has(person.citizenNumber)) continue;
    used.add(person.citizenNumber);
    persons.push({
      ...person,
      coverages: person.coverages.map((coverage) => ({ ...coverage, accountBalance: ACCOUNT_BALANCE })),
      filings: person.filings.map((filing) => ({ ...filing, careAreas: [CARE_AREA as AreaCode] })),
    });
  }
  return persons;
}

const LINE_AT_MOST_FEN = 3000;
const VARIANTS = 64;

/** Bills of `lines` cheap lines by string codes, so that yearly limits are not reached during a run. */
export function benchLines(seed: string, catalogue: Catalogue, lines: number): LineInput[][] {
  const random = createRandom(`bench lines ${seed} ${lines}`);
  const one = quantity(10_000);
  const items = Array.from({ length: catalogue.size }, (_, row) => catalogue.item(row)).filter(
    ({ price }) => price !== null && lineAmount(price, one) <= LINE_AT_MOST_FEN && lineAmount(price, one) > 0,
  );
  assert(items.length > 20, 'The catalogue has cheap items');
  return Array.from({ length: VARIANTS }, () =>
    Array.from({ length: lines }, () => {
      const { itemCode, price } = random.pick(items);
      return { itemCode, unitPrice: price!, quantity: one, amount: lineAmount(price!, one) };
    }),
  );
}

const wireFees = ({ total, excluded, overLimit, selfPaidFirst, eligible }: FeeParts) => ({
  total,
  excluded,
  overLimit,
  selfPaidFirst,
  eligible,
});

/** What the care side does with the lines of a visit: each classified by its catalogue, then the sums. */
export function classified(catalogue: Catalogue, lines: readonly LineInput[], on: string) {
  const found = lines.map((line) => {
    const result = classifyLine(catalogue, line);
    assert(result.ok, 'A line of the catalogue is known to it');
    return result.value;
  });
  const rows = found.map(({ row, category, fees }, index) => ({
    lineId: String(index + 1),
    itemCode: lines[index]!.itemCode,
    itemName: catalogue.columns.names[row] ?? '',
    category,
    occurredOn: on,
    fees: wireFees(fees),
  }));
  return { rows, totals: wireFees(addFeeParts(...found.map(({ fees }) => fees))) };
}

/** The bill of one outpatient visit, as the insured side gets it. */
export function benchBill(
  person: SeedPerson,
  visitId: string,
  fees: ReturnType<typeof classified>,
  { at, catalogueHash }: { readonly at: Instant; readonly catalogueHash: string },
): Bill {
  const on = dateOf(at);
  return {
    visitId,
    segment: 1,
    providerId: PROVIDER.id,
    providerName: PROVIDER.name,
    providerLevel: PROVIDER.level,
    careArea: CARE_AREA,
    personId: person.personId,
    insuranceType: 'employee',
    careType: 'outpatient',
    isEmergency: false,
    isInterim: false,
    usesPersonalAccount: true,
    diseaseCode: null,
    diagnoses: [{ code: 'J18.900', name: '肺炎', isMain: true }],
    admittedOn: on,
    dischargedOn: on,
    catalogueHash,
    fees: { kind: 'lines', rows: fees.rows },
    totals: fees.totals,
  };
}
