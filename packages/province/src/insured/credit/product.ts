import {
  addDays,
  addMonths,
  ageOn,
  type CalendarDate,
  calendarDate,
  compareDates,
  type Fen,
  ok,
  parseCalendarDate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

/** Relatives whom a product may let share a line. */
export const RELATIONSHIPS = ['spouse', 'child', 'parent', 'sibling', 'grandparent', 'grandchild'] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];
export const RELATIONSHIP_LABELS: Readonly<Record<Relationship, string>> = {
  spouse: '配偶',
  child: '子女',
  parent: '父母',
  sibling: '兄弟姐妹',
  grandparent: '祖父母、外祖父母',
  grandchild: '孙子女、外孙子女',
};

const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1, maxLength: 400 });
const Yuan = Type.String({ pattern: '^\\d{1,7}\\.\\d{2}$' });
const Days = Type.Integer({ minimum: 0, maximum: 120 });
const Age = Type.Integer({ minimum: 0, maximum: 120 });

/** The file of a product. What a city's source does not say is named in `unverified`. */
const ProductFile = Type.Object(
  {
    product: Type.String({ pattern: '^[a-z0-9-]{3,40}$' }),
    title: Text,
    bank: Type.String({ pattern: '^[a-z0-9-]{2,20}$' }),
    bankName: Text,
    areas: Type.Array(Type.String({ pattern: '^\\d{6}$' }), { minItems: 1 }),
    from: Type.String(),
    limit: Yuan,
    billingDay: Type.Integer({ minimum: 1, maximum: 28 }),
    dueDaysAfterBilling: Days,
    freeDaysMost: Type.Integer({ minimum: 1, maximum: 120 }),
    ages: Type.Union([Type.Object({ from: Age, to: Age }, strict), Type.Null()]),
    relatives: Type.Array(Type.Enum([...RELATIONSHIPS])),
    instalmentMonths: Type.Array(Type.Integer({ minimum: 2, maximum: 60 })),
    whenInsufficient: Type.Enum(['decline', 'split']),
    isDepositFree: Type.Boolean(),
    overdue: Type.Object(
      { remindDaysBefore: Days, remindDaysAfter: Type.Array(Days), suspendDaysAfter: Days },
      strict,
    ),
    /** How the bank charges; said to the person as it stands, never computed here. */
    interest: Text,
    terms: Text,
    sources: Type.Array(Text, { minItems: 1 }),
    unverified: Type.Array(Text),
  },
  strict,
);

/** A bank's product for medical credit (procedures Q-05): its parameters are the bank's and the city's. */
export type CreditProduct = Omit<Static<typeof ProductFile>, 'limit' | 'from'> & {
  /** The most the bank lends one person, fen; it may grant less. */
  readonly limit: Fen;
  readonly from: CalendarDate;
};

export type ProductProblem = Refusal<'credit-product-malformed' | 'credit-product-twice'>;

/** Reads the products from their files (JSON). The first file that is wrong is refused by path and place. */
export function readCreditProducts(
  files: readonly { readonly path: string; readonly text: string }[],
): Result<readonly CreditProduct[], ProductProblem> {
  const products: CreditProduct[] = [];
  for (const { path, text } of files) {
    const made = productOf(text);
    if (!made.ok)
      return refuse('credit-product-malformed', { field: path, detail: made.refusal.detail ?? {} });
    if (products.some(({ product }) => product === made.value.product)) {
      return refuse('credit-product-twice', { field: path });
    }
    products.push(made.value);
  }
  return ok(products);
}

const malformed = (where: string): Result<never, Refusal> =>
  refuse('credit-product-malformed', { detail: { where } });

function productOf(text: string): Result<CreditProduct, Refusal> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed('JSON');
  }
  if (!Value.Check(ProductFile, value)) {
    const [first] = Value.Errors(ProductFile, value);
    return malformed(first?.instancePath || '/');
  }
  const limit = parseYuan(value.limit);
  const from = parseCalendarDate(value.from);
  if (!limit.ok || limit.value === 0) return malformed('/limit');
  if (!from.ok) return malformed('/from');
  if (value.dueDaysAfterBilling > value.freeDaysMost) return malformed('/dueDaysAfterBilling');
  return ok({ ...value, limit: limit.value, from: from.value });
}

/** When a use of this day is billed: the next billing day after it. */
export function billedOn({ billingDay }: CreditProduct, usedOn: CalendarDate): CalendarDate {
  const ofMonth = calendarDate(`${usedOn.slice(0, 8)}${String(billingDay).padStart(2, '0')}`);
  return compareDates(ofMonth, usedOn) > 0 ? ofMonth : addMonths(ofMonth, 1);
}

/** When it has to be repaid: so many days after its bill, and never later than the free days allow. */
export function dueOn(product: CreditProduct, usedOn: CalendarDate): CalendarDate {
  const byBill = addDays(billedOn(product, usedOn), product.dueDaysAfterBilling);
  const byFreeDays = addDays(usedOn, product.freeDaysMost);
  return compareDates(byBill, byFreeDays) < 0 ? byBill : byFreeDays;
}

/** Null when the person may sign on this day; otherwise why not. */
export function obstacleToSign(
  { ages, areas, from }: CreditProduct,
  person: { readonly birthDate: CalendarDate; readonly areas: readonly string[] },
  on: CalendarDate,
): 'credit-product-elsewhere' | 'credit-not-yet-offered' | 'credit-age' | null {
  if (!person.areas.some((area) => areas.includes(area))) return 'credit-product-elsewhere';
  if (compareDates(on, from) < 0) return 'credit-not-yet-offered';
  if (ages === null) return null;
  const age = ageOn(person.birthDate, on);
  return age < ages.from || age > ages.to ? 'credit-age' : null;
}
