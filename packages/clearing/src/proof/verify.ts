/**
 * The verifier's program. It shares no code with the builder of the tree: the forms are written here a second
 * time, and sums are BigInt, so that one mistake cannot hide itself.
 */
import { sm3 } from '@zhijie/crypto';
import { canonicalJson, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';

/** What can be wrong with a proof file; the first of this list is told. */
export const PROOF_BREACHES = [
  'not-a-proof',
  'not-canonical',
  'item-of-another-period',
  'item-of-other-provinces',
  'items-out-of-order',
  'net-differs',
  'root-differs',
  'nets-do-not-cancel',
  'other-root-published',
] as const;
export type ProofBreach = (typeof PROOF_BREACHES)[number];

/** What a good proof proves. Fen; positive: the province receives. */
export type ProvenNet = {
  readonly period: string;
  readonly province: string;
  readonly root: string;
  readonly net: { readonly count: number; readonly employee: number; readonly resident: number };
  readonly items: readonly ProvenItem[];
};
export type ProvenItem = {
  readonly itemId: string;
  readonly settlementId: string;
  readonly kind: string;
  readonly careArea: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly amount: number;
};

type Weighed = {
  readonly hash: Uint8Array;
  readonly count: bigint;
  readonly employee: bigint;
  readonly resident: bigint;
};
type Json = Readonly<Record<string, unknown>>;
type Item = ProvenItem & {
  readonly decidedAt: number;
  readonly deferredMonths: number;
  readonly text: string;
};
type Sibling = Weighed;
type Proof = {
  readonly period: string;
  readonly province: string;
  readonly index: number;
  readonly provinces: number;
  readonly items: readonly Item[];
  readonly net: ProvenNet['net'];
  readonly path: readonly Sibling[];
  readonly root: string;
};

/**
 * Whether the text of a proof file proves its net. `published`: the root, in hex, that the hub signed or that
 * another province holds; without it the file only agrees with itself. Refusals: `PROOF_BREACHES`.
 */
export function verifyProof(text: string, published?: string): Result<ProvenNet, Refusal<ProofBreach>> {
  const proof = read(text);
  if (proof === null) return refuse('not-a-proof');
  if (`${canonicalJson(JSON.parse(text))}\n` !== text) return refuse('not-canonical');
  const breach = breachOf(proof, published);
  if (breach !== null) return breach;
  const { period, province, root, net, items } = proof;
  return ok({ period, province, root, net, items: items.map(shown) });
}

function breachOf(proof: Proof, published: string | undefined) {
  const { period, province, items, net, path, root } = proof;
  const strange = items.find((item) => periodOf(item) !== period);
  if (strange !== undefined) return refuse('item-of-another-period', { detail: { itemId: strange.itemId } });
  const foreign = items.find((item) => signFor(item, province) === 0n);
  if (foreign !== undefined) return refuse('item-of-other-provinces', { detail: { itemId: foreign.itemId } });
  for (let i = 1; i < items.length; i++) {
    if (items[i]!.itemId <= items[i - 1]!.itemId)
      return refuse('items-out-of-order', { detail: { itemId: items[i]!.itemId } });
  }
  const tree = whole(
    items.map((item) => leaf(item, province)),
    0,
    items.length,
  );
  const isNet =
    BigInt(net.count) === tree.count &&
    BigInt(net.employee) === tree.employee &&
    BigInt(net.resident) === tree.resident;
  if (!isNet) return refuse('net-differs');
  const own = { ...tree, hash: hashOf(4, [bytes(province), tree.hash, weights(tree)]) };
  const top = climb(own, path, proof.index, proof.provinces);
  if (top === null) return refuse('root-differs');
  const computed = hashOf(5, [bytes(period), number(BigInt(proof.provinces)), top.hash, weights(top)]);
  if (hex(computed) !== root) return refuse('root-differs');
  if (top.employee !== 0n || top.resident !== 0n) return refuse('nets-do-not-cancel');
  if (published !== undefined && published !== root) return refuse('other-root-published');
  return null;
}

/** What a province's own books say of a period: item id and amount in fen. */
export type OwnItem = { readonly itemId: string; readonly amount: number };
export type OwnComparison = {
  /** In the books and not in the net. */
  readonly missing: readonly OwnItem[];
  /** In the net and not in the books. */
  readonly unknown: readonly ProvenItem[];
  readonly differing: readonly { readonly proven: ProvenItem; readonly amount: number }[];
};

/** Compares what was proved with the province's own books: a proof cannot know what was left out. */
export function compareWithOwn(proven: readonly ProvenItem[], own: readonly OwnItem[]): OwnComparison {
  const booked = new Map(own.map((item) => [item.itemId, item.amount]));
  const known = new Set(proven.map(({ itemId }) => itemId));
  return {
    missing: own.filter(({ itemId }) => !known.has(itemId)),
    unknown: proven.filter(({ itemId }) => !booked.has(itemId)),
    differing: proven.flatMap((item) => {
      const amount = booked.get(item.itemId);
      return amount === undefined || amount === item.amount ? [] : [{ proven: item, amount }];
    }),
  };
}

/** The tree by its definition, from the top: the left part is the largest power of two below the size. */
function whole(leaves: readonly Weighed[], from: number, to: number): Weighed {
  if (to - from === 1) return leaves[from]!;
  let half = 1;
  while (half * 2 < to - from) half *= 2;
  return join(whole(leaves, from, from + half), whole(leaves, from + half, to));
}

function climb(start: Weighed, path: readonly Sibling[], index: number, size: number): Weighed | null {
  let at = index;
  let last = size - 1;
  let node = start;
  for (const sibling of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = join(sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      node = join(node, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node : null;
}

function join(left: Weighed, right: Weighed): Weighed {
  return {
    hash: hashOf(3, [left.hash, weights(left), right.hash, weights(right)]),
    count: left.count + right.count,
    employee: left.employee + right.employee,
    resident: left.resident + right.resident,
  };
}

function leaf(item: Item, province: string): Weighed {
  const amount = BigInt(item.amount) * signFor(item, province);
  return {
    hash: hashOf(2, [bytes(item.text)]),
    count: 1n,
    employee: item.insuranceType === 'employee' ? amount : 0n,
    resident: item.insuranceType === 'resident' ? amount : 0n,
  };
}

/** The care province receives, the insured one pays; 0: it is not the item's, or both sides are its own. */
function signFor({ careArea, insuredArea }: ProvenItem, province: string): bigint {
  const [care, insured] = [careArea.slice(0, 2) === province, insuredArea.slice(0, 2) === province];
  if (care === insured) return 0n;
  return care ? 1n : -1n;
}

const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** 'YYYY-MM' of a moment in China, some months later, counted from the days themselves. */
function periodOf({ decidedAt, deferredMonths }: Item): string {
  let days = Math.floor((decidedAt + CHINA_MS) / DAY_MS);
  let year = 1970;
  for (; days >= lengthOf(year); year += 1) days -= lengthOf(year);
  for (; days < 0; days += lengthOf(year)) year -= 1;
  const february = lengthOf(year) - 337;
  let month = 0;
  for (const length of [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
    if (days < length) break;
    days -= length;
    month += 1;
  }
  const index = year * 12 + month + deferredMonths;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

const lengthOf = (year: number): number =>
  (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365;

// Reading: everything that is later trusted to have a type is checked here.

function read(text: string): Proof | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (!hasKeys(json, 'format index items net path period province provinces root')) return null;
  const { format, period, province, root, index, provinces, net, items, path } = json;
  if (format !== 'zhijie-clearing-proof@1' || !isText(period, /^\d{4}-\d{2}$/)) return null;
  if (!isText(province, /^\d{2}$/) || !isText(root, HASH)) return null;
  if (!isCount(index) || !isCount(provinces) || index >= provinces) return null;
  if (!hasKeys(net, 'count employee resident') || !areWhole(Object.values(net))) return null;
  if (!Array.isArray(items) || items.length === 0 || !Array.isArray(path)) return null;
  const [known, siblings] = [items.map(itemIn), path.map(siblingIn)];
  if (known.includes(null) || siblings.includes(null)) return null;
  return {
    period,
    province,
    root,
    index,
    provinces,
    net: net as Proof['net'],
    items: known as Item[],
    path: siblings as Sibling[],
  };
}

const HASH = /^[0-9a-f]{64}$/;
const ITEM_KEYS =
  'amount careArea decidedAt deferral insuranceType insuredArea itemId kind settlementId settlementPeriod';

function itemIn(json: unknown): Item | null {
  if (!hasKeys(json, ITEM_KEYS)) return null;
  const { amount, careArea, decidedAt, deferral, insuranceType, insuredArea } = json;
  const { itemId, kind, settlementId, settlementPeriod } = json;
  if (!isWhole(amount) || !isWhole(decidedAt)) return null;
  if (!isText(careArea, /^\d{6}$/) || !isText(insuredArea, /^\d{6}$/)) return null;
  if (!isText(insuranceType, /^(?:employee|resident)$/) || !isText(itemId, /./)) return null;
  if (!isText(kind, /^(?:settlement|reversal|deduction|restoration)$/) || !isText(settlementId, /./))
    return null;
  if (settlementPeriod !== null && !isText(settlementPeriod, /^\d{4}-\d{2}$/)) return null;
  const deferredMonths = monthsIn(deferral);
  if (deferredMonths === null) return null;
  const text = canonicalJson(json);
  const shownFields = { itemId, settlementId, kind, careArea, insuredArea, insuranceType, amount };
  return { ...shownFields, decidedAt, deferredMonths, text };
}

/** At most two months and signed (C-03); 0 without a deferral. */
function monthsIn(deferral: unknown): number | null {
  if (deferral === null) return 0;
  if (!hasKeys(deferral, 'months reason signedAt signedBy')) return null;
  const { months, reason, signedAt, signedBy } = deferral;
  if (!isText(reason, /\S/) || !isText(signedBy, /\S/) || !isWhole(signedAt)) return null;
  return months === 1 || months === 2 ? months : null;
}

function siblingIn(json: unknown): Sibling | null {
  if (!hasKeys(json, 'count employee hash resident')) return null;
  const { hash, count, employee, resident } = json;
  if (!isText(hash, HASH) || !isWhole(count) || !isWhole(employee) || !isWhole(resident)) return null;
  const raw = Uint8Array.from(hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return { hash: raw, count: BigInt(count), employee: BigInt(employee), resident: BigInt(resident) };
}

function shown({
  itemId,
  settlementId,
  kind,
  careArea,
  insuredArea,
  insuranceType,
  amount,
}: Item): ProvenItem {
  return { itemId, settlementId, kind, careArea, insuredArea, insuranceType, amount };
}

/** An object with exactly these keys, so that nothing unread rides along. */
function hasKeys(json: unknown, keys: string): json is Json {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return false;
  return Object.keys(json).toSorted().join(' ') === keys;
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
const areWhole = (values: readonly unknown[]): boolean => values.every(isWhole);

// Bytes: what is hashed.

function hashOf(domain: number, parts: readonly Uint8Array[]): Uint8Array {
  return sm3(concat([Uint8Array.of(domain), ...parts]));
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function number(n: bigint): Uint8Array {
  const two = BigInt.asUintN(64, n);
  return Uint8Array.from({ length: 8 }, (_, i) => Number((two >> BigInt(56 - 8 * i)) & 255n));
}

function weights({ count, employee, resident }: Weighed): Uint8Array {
  return concat([number(count), number(employee), number(resident)]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

function hex(raw: Uint8Array): string {
  return Array.from(raw, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
