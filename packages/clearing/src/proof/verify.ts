/**
 * The verifier's program. It shares no code with the builder of the tree: the forms are written here a second
 * time, and sums are BigInt, so that one mistake cannot hide itself.
 */
import { sm3 } from '@zhijie/crypto';
import { canonicalJson, ok, type Refusal, type Refused, type Result, refuse } from '@zhijie/kernel';

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
type Item = ProvenItem & { readonly decidedAt: number; readonly deferredMonths: number };
type Head = ProvenNet & {
  readonly index: number;
  readonly provinces: number;
  readonly path: readonly Weighed[];
};

export type Verifier = {
  /** The next piece of the file, cut anywhere. */
  take(text: string): void;
  /** After the last piece: what the file proves, or the first thing wrong in it. */
  done(): Result<ProvenNet, Refusal<ProofBreach>>;
};

/**
 * Reads a proof file in pieces and says whether it proves its net; memory does not grow with the file.
 * `published`: the root, in hex, that the hub signed or that another province holds; without it the file only
 * agrees with itself. `onItem` gets each item, before the file as a whole is known to be good.
 */
export function createVerifier(
  given: { readonly published?: string | undefined; readonly onItem?: (item: ProvenItem) => void } = {},
): Verifier {
  let rest = '';
  let head: Head | null = null;
  let breach: Refused<Refusal<ProofBreach>> | null = null;
  let previous = '';
  const tree = sizedTree();

  const takeLine = (line: string): Refused<Refusal<ProofBreach>> | null => {
    const json = parsed(line);
    const read = head === null ? headIn(json) : itemIn(json);
    if (read === null) return refuse('not-a-proof');
    if (canonicalJson(json) !== line) return refuse('not-canonical');
    if (head === null) {
      head = read as Head;
      return null;
    }
    const item = read as Item;
    const detail = { itemId: item.itemId };
    if (periodOf(item) !== head.period) return refuse('item-of-another-period', { detail });
    if (signFor(item, head.province) === 0n) return refuse('item-of-other-provinces', { detail });
    if (item.itemId <= previous) return refuse('items-out-of-order', { detail });
    previous = item.itemId;
    tree.add(leaf(item, head.province, line));
    given.onItem?.(shown(item));
    return null;
  };

  return {
    take(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) breach ??= takeLine(line);
    },
    done() {
      if (breach !== null) return breach;
      if (rest !== '') return refuse(head === null ? 'not-a-proof' : 'not-canonical');
      const top = tree.top();
      if (head === null || top === null) return refuse('not-a-proof');
      const wrong = breachOf(head, top, given.published);
      if (wrong !== null) return wrong;
      const { period, province, root, net } = head;
      return ok({ period, province, root, net });
    },
  };
}

/** The same for a file in memory, with its items. Refusals: `PROOF_BREACHES`, the first in the file. */
export function verifyProof(
  text: string,
  published?: string,
): Result<ProvenNet & { readonly items: readonly ProvenItem[] }, Refusal<ProofBreach>> {
  const items: ProvenItem[] = [];
  const verifier = createVerifier({ published, onItem: (item) => items.push(item) });
  verifier.take(text);
  const proven = verifier.done();
  return proven.ok ? ok({ ...proven.value, items }) : proven;
}

function breachOf(
  { period, province, net, path, root, index, provinces }: Head,
  tree: Weighed,
  published?: string,
) {
  const isNet =
    BigInt(net.count) === tree.count &&
    BigInt(net.employee) === tree.employee &&
    BigInt(net.resident) === tree.resident;
  if (!isNet) return refuse('net-differs');
  const own = { ...tree, hash: hashOf(4, [bytes(province), tree.hash, weights(tree)]) };
  const top = climb(own, path, index, provinces);
  if (top === null) return refuse('root-differs');
  const computed = hashOf(5, [bytes(period), number(BigInt(provinces)), top.hash, weights(top)]);
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

/**
 * Compares what was proved with the province's own books, item by item: a proof cannot know what was left
 * out.
 */
export function startComparison(own: readonly OwnItem[]): {
  take(item: ProvenItem): void;
  done(): OwnComparison;
} {
  const left = new Map(own.map((item) => [item.itemId, item]));
  const unknown: ProvenItem[] = [];
  const differing: { proven: ProvenItem; amount: number }[] = [];
  return {
    take(proven) {
      const booked = left.get(proven.itemId);
      left.delete(proven.itemId);
      if (booked === undefined) unknown.push(proven);
      else if (booked.amount !== proven.amount) differing.push({ proven, amount: booked.amount });
    },
    done: () => ({ missing: [...left.values()], unknown, differing }),
  };
}

/**
 * The tree by its definition: two neighbours of equal size join as soon as both are there, what is left over
 * at the end joins from the right.
 */
function sizedTree() {
  const parts: { size: number; node: Weighed }[] = [];
  return {
    add(node: Weighed): void {
      parts.push({ size: 1, node });
      for (let last = parts.length - 1; last > 0 && parts[last]!.size === parts[last - 1]!.size; last--) {
        const { size, node: right } = parts.pop()!;
        parts[last - 1] = { size: size * 2, node: join(parts[last - 1]!.node, right) };
      }
    },
    top(): Weighed | null {
      let whole: Weighed | null = null;
      for (const { node } of parts.toReversed()) whole = whole === null ? node : join(node, whole);
      return whole;
    },
  };
}

function climb(start: Weighed, path: readonly Weighed[], index: number, size: number): Weighed | null {
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

function leaf(item: Item, province: string, line: string): Weighed {
  const amount = BigInt(item.amount) * signFor(item, province);
  return {
    hash: hashOf(2, [bytes(line)]),
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

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function headIn(json: unknown): Head | null {
  if (!hasKeys(json, 'format index net path period province provinces root')) return null;
  const { format, period, province, root, index, provinces, net, path } = json;
  if (format !== 'zhijie-clearing-proof@2' || !isText(period, /^\d{4}-\d{2}$/)) return null;
  if (!isText(province, /^\d{2}$/) || !isText(root, HASH)) return null;
  if (!isCount(index) || !isCount(provinces) || index >= provinces) return null;
  if (!hasKeys(net, 'count employee resident') || !areWhole(Object.values(net))) return null;
  if (!Array.isArray(path)) return null;
  const siblings = path.map(siblingIn);
  if (siblings.includes(null)) return null;
  const figures = { index, provinces, net: net as Head['net'], path: siblings as Weighed[] };
  return { period, province, root, ...figures };
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
  const shownFields = { itemId, settlementId, kind, careArea, insuredArea, insuranceType, amount };
  return { ...shownFields, decidedAt, deferredMonths };
}

/** At most two months and signed (C-03); 0 without a deferral. */
function monthsIn(deferral: unknown): number | null {
  if (deferral === null) return 0;
  if (!hasKeys(deferral, 'months reason signedAt signedBy')) return null;
  const { months, reason, signedAt, signedBy } = deferral;
  if (!isText(reason, /\S/) || !isText(signedBy, /\S/) || !isWhole(signedAt)) return null;
  return months === 1 || months === 2 ? months : null;
}

function siblingIn(json: unknown): Weighed | null {
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
