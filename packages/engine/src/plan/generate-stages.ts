import { AT, BUCKETS } from '../buckets.ts';
import type { Pool } from './compile-bands.ts';
import type { DeductibleLine, FirstShare } from './compile-first.ts';
import type { AccountUse, Gap, Layer, Rest } from './compile-secondary.ts';
import { deductible } from './generate-deductible.ts';
import { NO_LIMIT, NOT_PROVIDED } from './grid.ts';
import { KIND, type Stage } from './program.ts';
import { integer, move, refuseIf, type Source } from './source.ts';
import { codeOf, RATE } from './trace.ts';

/**
 * The lines of one stage. They do what the function of the same kind in `run.ts` does, with the buckets as
 * local variables of their names; a refusal is `return null`. Null for data with a field not known here.
 */
export function stageLines({ kind, data }: Stage, source: Source): string[] | null {
  if (!isKnown(data, KNOWN_FIELDS[kind]) || !partsOf(data).every((part) => isKnown(part, PART_FIELDS)))
    return null;
  switch (kind) {
    case KIND.firstShare:
      return firstShare(data as FirstShare, source);
    case KIND.deductible:
      return deductible(data as DeductibleLine, source);
    case KIND.pool:
      return pool(data as Pool, source);
    case KIND.layer:
      return layer(data as Layer, source);
    case KIND.account:
      return account(data as AccountUse);
    case KIND.rest:
      return rest(data as Rest);
    case KIND.gap:
      return gap(data as Gap, source);
    default:
      return [];
  }
}

const words = (text: string): readonly string[] => text.split(' ');

/** The fields that the lines of a kind follow, or that say nothing of its arithmetic. */
const KNOWN_FIELDS: Readonly<Record<Stage['kind'], readonly string[]>> = {
  [KIND.firstShare]: words('rates rules round'),
  [KIND.deductible]: [
    ...words('grids factors floor waive yearCap isAnnual isOutpatient whole baseEnded round'),
    ...words('special transfer newYear'),
  ],
  [KIND.pool]: [
    ...words('grid cap capsEligible isOutpatient isYearly isAbsolute bounds round perStage'),
    ...words('fund person overCap fundIndex'),
  ],
  [KIND.layer]: [
    ...words('table paid concern label rules capRule fundIndex buckets to bounds round perStage'),
    ...words('isYearly hasOwnBase isOutpatient'),
  ],
  [KIND.account]: words('buckets rule'),
  [KIND.rest]: words('rules'),
  [KIND.gap]: words('concern buckets what'),
  [KIND.none]: [],
};

/** Of the tables and waivers inside the data. */
const PART_FIELDS = [
  ...words('kind measure counts limit apart perDisease over base excludes threshold isAbsolute upTo'),
  ...words('rate bonus rounding'),
  ...words('fromOrdinal ages aid causes needsFamilyDoctor'),
];

function partsOf(data: Stage['data']): readonly unknown[] {
  const { cap, table, waive } = (data ?? {}) as {
    cap?: unknown;
    table?: unknown;
    waive?: readonly unknown[];
  };
  return [cap, table, ...(waive ?? [])];
}

function isKnown(value: unknown, fields: readonly string[]): boolean {
  return Object.keys(value ?? {}).every((field) => fields.includes(field));
}

function firstShare({ rates, rules, round }: FirstShare, source: Source): string[] {
  if (rates.every((rate) => rate === 0)) return [];
  const codes = rates.map((rate, index) => codeOf(rules[index]!, AT.eligible, AT.crossRegionFirst, rate));
  const rate = source.at(rates, source.where('referral'));
  return [
    `if (${rate} !== 0) {`,
    `firstTaken = ${source.rounded(round, `eligible * ${rate}`)};`,
    `if (firstTaken > 0) { ${move(source.at(codes, source.where('referral')), 'eligible', 'firstTaken')} }`,
    'crossRegionFirst = firstTaken;',
    'eligible -= firstTaken;',
    '}',
  ];
}

function pool(data: Pool, source: Source): string[] {
  const { grid, bounds, isOutpatient, isAbsolute } = data;
  const [low, end, room] = [source.name('low'), source.name('end'), source.name('room')];
  const bands = Array.from(bounds, (_, band) => band);
  const year = isOutpatient
    ? ['accumulators.outpatientEligible', 'accumulators.outpatientDeductiblePaid']
    : ['accumulators.eligible', 'accumulators.deductiblePaid'];
  const from = [
    ...(isAbsolute ? ['deductible'] : []),
    ...(data.isYearly ? [isAbsolute ? year[0] : `${year[0]} - ${year[1]}`] : []),
  ];
  const first = source.cell(grid, 0);
  return [
    `let ${room} = ${NO_LIMIT};`,
    ...poolCap(data, source, room),
    `page[start + ${data.fundIndex}] = eligible;`,
    `let ${low} = ${from.join(' + ') || '0'};`,
    `const ${end} = ${low} + eligible;`,
    'if (eligible > 0) {',
    ...perStageStart(data.perStage),
    ...bands.flatMap((band) => poolBand(data, source, band, { low, end, room })),
    Number.isFinite(bounds[0]) ? `} else if (${low} < ${integer(bounds[0]!)}) {` : '} else {',
    refuseIf(`${first} === ${NOT_PROVIDED}`),
    `poolRate = ${first};`,
    '}',
    'eligible = 0;',
  ];
}

const perStageStart = (perStage: boolean): string[] => (perStage ? ['let product = 0, rounded = 0;'] : []);

/** What a portion is paid at a rate: rounded by itself, or as the difference of the rounded sums so far. */
function pay(perStage: boolean, round: Pool['round'], source: Source): string[] {
  if (!perStage) return [`const pay = ${source.rounded(round, 'portion * rate')};`];
  return [
    'product += portion * rate;',
    `const pay = ${source.rounded(round, 'product')} - rounded;`,
    'rounded += pay;',
  ];
}

function poolCap({ cap, capsEligible, isOutpatient, overCap }: Pool, source: Source, room: string): string[] {
  if (cap === null) return [];
  const limit = source.cell(cap.limit);
  const lines = [refuseIf(`${limit} === ${NOT_PROVIDED}`)];
  if (!capsEligible) {
    const counts = cap.apart?.[0] ? ['apartPaid'] : cap.counts;
    const used = counts.map((counter) => `accumulators.${counter}`);
    return [...lines, `${room} = Math.max(0, ${[limit, ...used].join(' - ')});`];
  }
  const used = isOutpatient ? 'accumulators.outpatientEligible' : 'accumulators.eligible';
  const [within, over] = [source.name('within'), source.name('over')];
  return [
    ...lines,
    `const ${within} = Math.max(0, Math.max(0, ${limit} - ${used}) - deductible);`,
    `const ${over} = Math.max(0, eligible - ${within});`,
    `if (${over} > 0) {`,
    move(integer(codeOf(overCap, AT.eligible, AT.overCap, -1)), 'eligible', over),
    `overCap += ${over}; eligible -= ${over};`,
    '}',
  ];
}

type BandNames = { readonly low: string; readonly end: string; readonly room: string };

function poolBand(data: Pool, source: Source, band: number, { low, end, room }: BandNames): string[] {
  const { bounds, fund, person } = data;
  const bound = bounds[band]!;
  const isOpen = !Number.isFinite(bound);
  /** By referral class, then whether the base ended in this band; without the rate. */
  const code = (rules: readonly number[], to: number): string => {
    const perClass = bounds.length * 2;
    const codes = Array.from({ length: (rules.length / perClass) * 2 }, (_, i) =>
      codeOf(rules[Math.floor(i / 2) * perClass + band * 2 + (i % 2)]!, AT.eligible, to, 0),
    );
    return source.at(codes, 'ended');
  };
  return [
    isOpen ? `if (${low} < ${end}) {` : `if (${low} < ${end} && ${low} < ${integer(bound)}) {`,
    `const rate = ${source.cell(data.grid, band)};`,
    refuseIf(`rate === ${NOT_PROVIDED}`),
    'poolRate = rate;',
    `const portion = ${isOpen ? end : `Math.min(${end}, ${integer(bound)})`} - ${low};`,
    ...pay(data.perStage, data.round, source),
    `const paid = Math.min(pay, ${room});`,
    `${room} -= paid;`,
    `const ended = ${source.where('referral')} * 2 + ${isOpen ? 1 : `(${integer(bound)} < ${end} ? 0 : 1)`};`,
    'if (paid > 0) {',
    move(`${code(fund, AT.pool)} + rate * ${RATE}`, 'portion', 'paid'),
    'pool += paid;',
    '}',
    'if (paid < pay) {',
    move(integer(codeOf(data.overCap, AT.eligible, AT.overCap, -1)), 'pay', 'pay - paid'),
    'overCap += pay - paid;',
    '}',
    'if (pay < portion) {',
    move(`${code(person, AT.coinsurance)} + (10000 - rate) * ${RATE}`, 'portion', 'portion - pay'),
    'coinsurance += portion - pay;',
    '}',
    `${low} += portion;`,
    '}',
  ];
}

const CONCERNED = { everyone: null, aid: 'aid', 'civil-servants': 'civilServant' } as const;

/** Opens a block for the bills that the stage concerns. */
function concerned(concern: Layer['concern'], source: Source, more: readonly string[] = []): string {
  const dimension = CONCERNED[concern];
  const conditions = [...(dimension === null ? [] : [`${source.where(dimension)} > 0`]), ...more];
  return conditions.length === 0 ? '{' : `if (${conditions.join(' && ')}) {`;
}

const names = (buckets: readonly number[]): string[] => buckets.map((bucket) => BUCKETS[bucket]!);

function layer(data: Layer, source: Source): string[] {
  const { table, bounds } = data;
  const isExcluded = table.excludes.map(Number);
  const applies = isExcluded.includes(1) ? [`${source.at(isExcluded, source.where('referral'))} === 0`] : [];
  const limit = source.cell(table.limit);
  const base = data.hasOwnBase ? 'largeBase' : 'secondBase';
  const earlier = data.hasOwnBase ? 'accumulators.largeBase' : 'accumulators.criticalBase';
  return [
    concerned(data.concern, source, applies),
    `const base = ${names(data.buckets).join(' + ')};`,
    'if (base > 0) {',
    `const threshold = ${source.cell(table.threshold)};`,
    refuseIf(`threshold === ${NOT_PROVIDED}`),
    `const earlier = ${data.isYearly ? earlier : '0'};`,
    ...(data.isYearly ? [`${base} += base;`] : []),
    'const end = earlier + base;',
    'let low = Math.max(earlier, threshold);',
    'if (low < end) {',
    `page[start + ${data.fundIndex}] = end - low;`,
    refuseIf(`${limit} === ${NOT_PROVIDED}`),
    `let room = Math.max(0, ${[limit, ...usedBy(data)].join(' - ')});`,
    ...perStageStart(data.perStage),
    ...Array.from(bounds, (_, band) => layerBand(data, source, band)).flat(),
    '}',
    '}',
    '}',
  ];
}

/** What uses up a layer's limit: of the year, and of the bill so far where several funds share it. */
function usedBy({ table, paid, isOutpatient }: Layer): string[] {
  if (table.counts === null) return paid === null ? [] : [`accumulators.${paid}`];
  return table.counts.flatMap((counter) => {
    const now = { criticalPaid: 'critical', largePaid: 'large', poolPaid: 'pool', outpatientPaid: 'pool' };
    const isOther = counter === (isOutpatient ? 'poolPaid' : 'outpatientPaid');
    return [`accumulators.${counter}`, ...(isOther ? [] : [now[counter]])];
  });
}

function layerBand(data: Layer, source: Source, band: number): string[] {
  const { table, rules, to } = data;
  const bound = data.bounds[band]!;
  const isOpen = !Number.isFinite(bound);
  const edge = table.isAbsolute
    ? integer(bound === Number.POSITIVE_INFINITY ? 0 : bound)
    : `(${isOpen ? 0 : integer(bound)} + threshold)`;
  const [ended, whole, cap] = [rules[band * 2]!, rules[band * 2 + 1]!, data.capRule].map((rule) =>
    integer(codeOf(rule, 0, to, 0)),
  );
  return [
    isOpen ? 'if (low < end) {' : `if (low < end && low < ${edge}) {`,
    `const rate = ${source.cell(table.rate, band)};`,
    refuseIf(`rate === ${NOT_PROVIDED}`),
    `const portion = ${isOpen ? 'end' : `Math.min(end, ${edge})`} - low;`,
    ...pay(data.perStage, data.round, source),
    'let left = Math.min(pay, room);',
    'room -= left;',
    'if (left > 0) {',
    `const whole = ${isOpen ? whole : `${edge} < end ? ${ended} : ${whole}`};`,
    `const code = (left < pay ? ${cap} : whole) + rate * ${RATE};`,
    `${BUCKETS[to]} += left;`,
    ...drain(data.buckets, 'portion'),
    '}',
    'low += portion;',
    '}',
  ];
}

/** Takes `left` out of the buckets in their order; `code` is the move from bucket 0. */
function drain(buckets: readonly number[], base: string): string[] {
  const from = codeOf(0, 1, 0, -1);
  return buckets.flatMap((bucket) => {
    const name = BUCKETS[bucket]!;
    return [
      `if (left > 0 && ${name} > 0) {`,
      `const piece = Math.min(left, ${name});`,
      move(`code + ${bucket * from}`, base, 'piece'),
      `${name} -= piece; left -= piece;`,
      '}',
    ];
  });
}

function account({ buckets, rule }: AccountUse): string[] {
  return [
    'if (input.useAccount && input.accountBalance > 0) {',
    `const amount = Math.min(${names(buckets).join(' + ')}, input.accountBalance);`,
    `const code = ${integer(codeOf(rule, 0, AT.account, -1))};`,
    'let left = amount;',
    'account += amount;',
    ...drain(buckets, 'amount'),
    '}',
  ];
}

function gap({ concern, buckets }: Gap, source: Source): string[] {
  const needed =
    buckets === null ? '(input.useAccount ? input.accountBalance : 0)' : `(${names(buckets).join(' + ')})`;
  return [concerned(concern, source), refuseIf(`${needed} !== 0`), '}'];
}

function rest({ rules }: Rest): string[] {
  return names([1, 2, 3, 4, 5, 6, 7]).flatMap((name, index) => [
    `if (${name} > 0) {`,
    move(integer(codeOf(rules[index + 1]!, index + 1, AT.cash, -1)), name, name),
    `cash += ${name};`,
    '}',
  ]);
}
