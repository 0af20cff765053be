/**
 * Writes `catalogues/`: one synthetic national list and a small override per care place.
 *
 * Nothing is copied from a real catalogue: every name starts with 示例, every code lies in a range that the
 * national lists do not use (XZ99ZZ…, ZZ99ZZ…, T99…, 99…, C99…). The seed is fixed, so the files are stable.
 * `node tools/generate-catalogues.ts` writes; with `--check` it fails when a file is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createRandom,
  type FeeCategory,
  type ItemKind,
  type PaymentClass,
  type Random,
} from '@zhijie/kernel';
import {
  CONSUMABLES,
  DRUG_FORMS,
  HEADS,
  HERB_STEMS,
  PATENT_FORMS,
  PATENT_STEMS,
  SERVICES,
  STEMS,
} from './catalogue-words.ts';

type Item = {
  readonly code: string;
  readonly name: string;
  readonly pinyin: string;
  readonly kind: ItemKind;
  readonly category: FeeCategory;
  readonly paymentClass: PaymentClass;
  readonly selfPaidFirstRate: string;
  readonly ceiling: string;
  readonly unit: string;
  readonly spec: string;
  readonly price: string;
};
type Terms = Pick<Item, 'paymentClass' | 'selfPaidFirstRate' | 'ceiling'>;

const CARE_PLACES = [
  '110000',
  '310000',
  '360100',
  '370600',
  '410100',
  '430100',
  '440100',
  '610100',
  '611000',
  '990100',
  '990101',
  '990102',
  '990103',
];

const A: Terms = { paymentClass: 'A', selfPaidFirstRate: '0.0000', ceiling: '' };
const C: Terms = { paymentClass: 'C', selfPaidFirstRate: '1.0000', ceiling: '' };
const classB = (selfPaidFirstRate: string, ceiling = ''): Terms => ({
  paymentClass: 'B',
  selfPaidFirstRate,
  ceiling,
});

/** The items that examples, journeys and tests name: equal in every care place, no override touches them. */
const KNOWN_ITEMS: readonly Item[] = [
  known('XZ99ZZA001A001010100001', '示例甲类片', 'SLJLP', 'drug', 'western-drug', A, '盒', '98.00'),
  known(
    'XZ99ZZA002A001010100002',
    '示例乙类胶囊',
    'SLYLJN',
    'drug',
    'western-drug',
    classB('0.1000'),
    '盒',
    '120.00',
  ),
  known('XZ99ZZA003A001010100003', '示例自费注射液', 'SLZFZSY', 'drug', 'western-drug', C, '支', '260.00'),
  known(
    'XZ99ZZA004A001010100004',
    '示例乙类片',
    'SLYLP',
    'drug',
    'western-drug',
    classB('0.1000'),
    '盒',
    '98.00',
  ),
  known('991102000010000', '示例诊查费', 'SLZCF', 'service', 'consultation', A, '次', '50.00'),
  known('991102000020000', '示例检验（自费）', 'SLJYZF', 'service', 'laboratory', C, '次', '20.00'),
  known(
    '991109000010000',
    '示例床位费',
    'SLCWF',
    'service',
    'bed',
    { ...A, ceiling: '60.00' },
    '日',
    '60.00',
  ),
  known(
    'C9900000000000000001',
    '示例支架',
    'SLZJ',
    'consumable',
    'materials',
    classB('0.2000', '1200.00'),
    '个',
    '1200.00',
  ),
];

function known(
  code: string,
  name: string,
  pinyin: string,
  kind: ItemKind,
  category: FeeCategory,
  terms: Terms,
  unit: string,
  price: string,
): Item {
  return {
    code,
    name,
    pinyin,
    kind,
    category,
    ...terms,
    unit,
    spec: kind === 'drug' ? '示例规格' : '',
    price,
  };
}

/** A price around `yuan`: between a half and double, at two decimals. */
function priceAround(random: Random, yuan: number): string {
  const cents = yuan * 50 + random.below(yuan * 150);
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** Terms in the proportions a place might have: of ten items four 甲, five 乙, one 丙. */
function drawTerms(random: Random, ceiling: string): Terms {
  const drawn = random.below(10);
  if (drawn < 4) return A;
  if (drawn === 9) return C;
  return classB(random.pick(['0.0500', '0.1000', '0.1000', '0.1500', '0.2000', '0.3000']), ceiling);
}

const digits = (value: number, width: number) => String(value).padStart(width, '0');

function westernDrugs(random: Random): Item[] {
  return HEADS.flatMap((head, h) =>
    STEMS.flatMap((stem, s) =>
      [0, 1].map((second) => {
        const form = (h + s + second * 2) % DRUG_FORMS.length;
        const [name, initials, unit, spec] = DRUG_FORMS[form]!;
        const sequence = 5 + (h * STEMS.length + s) * 2 + second;
        return {
          code: `XZ99ZZB${digits(h * STEMS.length + s, 3)}A${digits(form + 1, 3)}0101${digits(sequence, 5)}`,
          name: `示例${head[0]}${stem[0]}${name}`,
          pinyin: `SL${head[1]}${stem[1]}${initials}`,
          kind: 'drug' as const,
          category: 'western-drug' as const,
          ...drawTerms(random, ''),
          unit,
          spec,
          price: priceAround(random, random.pick([8, 25, 60, 180, 900])),
        };
      }),
    ),
  );
}

function patentDrugs(random: Random): Item[] {
  return HEADS.slice(0, 15).flatMap((head, h) =>
    PATENT_STEMS.flatMap((stem, s) =>
      PATENT_FORMS.map(([name, initials, unit, spec], f) => {
        const sequence = 1 + (h * PATENT_STEMS.length + s) * PATENT_FORMS.length + f;
        return {
          code: `ZZ99ZZA${digits(h * PATENT_STEMS.length + s, 4)}${digits(f + 1, 4)}${digits(sequence, 5)}`,
          name: `示例${head[0]}${stem[0]}${name}`,
          pinyin: `SL${head[1]}${stem[1]}${initials}`,
          kind: 'drug' as const,
          category: 'patent-drug' as const,
          ...drawTerms(random, ''),
          unit,
          spec,
          price: priceAround(random, random.pick([18, 40, 90])),
        };
      }),
    ),
  );
}

function herbs(random: Random): Item[] {
  return HEADS.flatMap((head, h) =>
    HERB_STEMS.map((stem, s) => ({
      code: `T99${digits(h * HERB_STEMS.length + s + 1, 7)}`,
      name: `示例${head[0]}${stem[0]}`,
      pinyin: `SL${head[1]}${stem[1]}`,
      kind: 'herb' as const,
      category: 'herbal-pieces' as const,
      ...drawTerms(random, ''),
      unit: 'g',
      spec: '饮片',
      price: priceAround(random, 2),
    })),
  );
}

function services(random: Random): Item[] {
  return SERVICES.flatMap(([group, category, name, initials, unit, yuan, count]) =>
    Array.from({ length: count }, (_, index) => {
      const price = priceAround(random, yuan);
      return {
        code: `99${group}${digits(index + 101, 5)}0000`,
        name: `示例${name}${digits(index + 1, 3)}号`,
        pinyin: `SL${initials}${digits(index + 1, 3)}`,
        kind: 'service' as const,
        category,
        ...(category === 'bed' ? { ...A, ceiling: '60.00' } : drawTerms(random, '')),
        unit,
        spec: '',
        price,
      };
    }),
  );
}

function consumables(random: Random): Item[] {
  return CONSUMABLES.flatMap(([name, initials, unit, yuan], c) =>
    HEADS.map((head, h) => {
      const price = priceAround(random, yuan);
      return {
        code: `C99${digits(c + 1, 6)}${digits(h + 1, 11)}`,
        name: `示例${head[0]}型${name}`,
        pinyin: `SL${head[1]}X${initials}`,
        kind: 'consumable' as const,
        category: 'materials' as const,
        ...drawTerms(random, `${yuan}.00`),
        unit,
        spec: '',
        price,
      };
    }),
  );
}

/** Every 25th item has terms of its own in each place; further ones are drawn place by place. */
function overridesOf(area: string, items: readonly Item[]): string {
  const random = createRandom(`catalogues/${area}`);
  const rows = items.flatMap((item, index) => {
    if (KNOWN_ITEMS.includes(item)) return [];
    if (index % 25 !== 0 && !random.chance(1, 60)) return [];
    const ceiling = item.ceiling && scaled(item.ceiling, random.pick([80, 100, 125]));
    const terms = changedTerms(random, item, ceiling);
    return [[item.code, terms.paymentClass, terms.selfPaidFirstRate, terms.ceiling]];
  });
  return csv(['code', 'payment_class', 'self_paid_first_rate', 'ceiling_yuan'], rows);
}

/** A ceiling of whole yuan at so many per cent, rounded down to a whole yuan. */
function scaled(ceiling: string, percent: number): string {
  return `${Math.floor((Number.parseInt(ceiling, 10) * percent) / 100)}.00`;
}

function changedTerms(random: Random, item: Item, ceiling: string): Terms {
  for (;;) {
    const terms = drawTerms(random, ceiling);
    if (terms.paymentClass !== item.paymentClass || terms.selfPaidFirstRate !== item.selfPaidFirstRate)
      return terms;
  }
}

function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const field = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

const COLUMNS = [
  'code',
  'name',
  'pinyin',
  'kind',
  'category',
  'payment_class',
  'self_paid_first_rate',
  'ceiling_yuan',
  'unit',
  'spec',
  'price_yuan',
];

function rowOf(item: Item): string[] {
  const { code, name, pinyin, kind, category, paymentClass, selfPaidFirstRate, ceiling, unit, spec, price } =
    item;
  return [code, name, pinyin, kind, category, paymentClass, selfPaidFirstRate, ceiling, unit, spec, price];
}

/** File name → text, for writing and for the check that the files are current. */
export function catalogueFiles(): ReadonlyMap<string, string> {
  const random = createRandom('catalogues');
  const items = [
    ...KNOWN_ITEMS,
    ...westernDrugs(random.fork('western')),
    ...patentDrugs(random.fork('patent')),
    ...herbs(random.fork('herbs')),
    ...services(random.fork('services')),
    ...consumables(random.fork('consumables')),
  ];
  return new Map([
    ['items.csv', csv(COLUMNS, items.map(rowOf))],
    ...CARE_PLACES.map((area) => [`${area}.csv`, overridesOf(area, items)] as const),
  ]);
}

const folder = new URL('../catalogues/', import.meta.url);

/** The files whose stored text differs from the generated one. */
export function staleCatalogueFiles(): string[] {
  const stored = (name: string) => {
    try {
      return readFileSync(new URL(name, folder), 'utf8');
    } catch {
      return null;
    }
  };
  return [...catalogueFiles()].filter(([name, text]) => stored(name) !== text).map(([name]) => name);
}

if (import.meta.main) {
  const stale = staleCatalogueFiles();
  if (process.argv.includes('--check')) {
    if (stale.length > 0) console.error(`Stale, run node tools/generate-catalogues.ts: ${stale.join(', ')}`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of catalogueFiles()) writeFileSync(new URL(name, folder), text);
    console.log(`catalogues/: ${stale.length} files changed`);
  }
}
