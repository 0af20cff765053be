import {
  diffMoney,
  diffTables,
  type MoneyDiff,
  type Plan,
  type PolicyLibrary,
  type TableChange,
} from '@zhijie/engine';
import {
  type BENEFITS,
  type CalendarDate,
  type Fen,
  formatYuanForPeople,
  type INSURANCE_TYPES,
  LABELS,
  subtractFen,
} from '@zhijie/kernel';
import type { Values } from './command.ts';
import { dayOf, folderOf, isFolder, loadPacks, textOf, today, wantedOf } from './pack-arguments.ts';

type Side = { readonly library: PolicyLibrary; readonly area: string; readonly on: CalendarDate };
type Pair = { readonly before: Side; readonly after: Side };
type Wrong = { readonly wrong: string };

/** One benefit of one place, before and after. */
type PolicyDiff = {
  readonly name: string;
  /** Null when both sides have the policy. */
  readonly only: 'before' | 'after' | null;
  readonly tables: readonly TableChange[];
  readonly money: MoneyDiff | null;
};

const MOST_BILLS = 100_000;

/** `pack diff A B`: changed tables, and changed money on a seeded set of bills. */
export function diffPacks(values: Values, given: readonly string[]): number | Wrong {
  const [a, b, ...more] = given;
  if (a === undefined || b === undefined || more.length > 0)
    return { wrong: 'A 和 B 都要写：统筹区@日期（如 370600@2026-03-01），或两个政策包文件夹' };
  const billsText = textOf(values, 'bills') ?? '200';
  const bills = Number(billsText);
  if (!/^\d+$/.test(billsText) || bills > MOST_BILLS)
    return { wrong: `--bills："${billsText}" 应为 0 到 ${MOST_BILLS} 的整数` };
  const wanted = wantedOf(values);
  if ('wrong' in wanted) return wanted;
  const pairs = pairsOf(values, a, b);
  if ('wrong' in pairs) return pairs;
  const options = { seed: textOf(values, 'seed') ?? '1', bills };
  const diffs = pairs.flatMap((pair) =>
    wanted.insuranceTypes.flatMap((insuranceType) =>
      wanted.benefits.flatMap((benefit) => diffOf(pair, { insuranceType, benefit }, options)),
    ),
  );
  if (values.json === true) console.log(JSON.stringify({ ...options, diffs }, null, 2));
  else console.log(diffs.length === 0 ? '没有不同' : diffs.flatMap(diffLines).join('\n'));
  return 0;
}

/** Two area/date pairs of one folder, or every area of two folders on one day. */
function pairsOf(values: Values, a: string, b: string): Pair[] | Wrong {
  if (isFolder(a) && isFolder(b)) {
    const date = textOf(values, 'date');
    const on = date === undefined ? today() : dayOf(date, '--date');
    if (typeof on !== 'string') return on;
    const before = loadPacks(a);
    const after = loadPacks(b);
    const areas = new Set([...before.packs, ...after.packs].map((pack) => pack.area));
    return [...areas].sort().map((area) => ({
      before: { library: before, area, on },
      after: { library: after, area, on },
    }));
  }
  const sides = [a, b].map((text) => {
    const [area = '', date = ''] = text.split('@');
    if (!/^\d{6}$/.test(area))
      return { wrong: `"${text}" 既不是文件夹，也不是 统筹区@日期（如 370600@2026-03-01）` };
    const on = dayOf(date, text);
    return typeof on === 'string' ? { area, on } : on;
  });
  const [first, second] = sides;
  if (first === undefined || second === undefined) return { wrong: '缺少 A 或 B' };
  if ('wrong' in first) return first;
  if ('wrong' in second) return second;
  const library = loadPacks(folderOf(values));
  return [{ before: { library, ...first }, after: { library, ...second } }];
}

type Kind = {
  readonly insuranceType: (typeof INSURANCE_TYPES)[number];
  readonly benefit: (typeof BENEFITS)[number];
};

function planOf({ library, area, on }: Side, kind: Kind): Plan | null {
  const plan = library.planFor({ area, ...kind, dates: { admittedOn: on, dischargedOn: on, settledOn: on } });
  return plan.ok ? plan.value : null;
}

function diffOf(pair: Pair, kind: Kind, options: { seed: string; bills: number }): PolicyDiff[] {
  const before = planOf(pair.before, kind);
  const after = planOf(pair.after, kind);
  if (before === null && after === null) return [];
  const title = (after ?? before)!.title;
  const name = `${title} ${LABELS.benefit[kind.benefit]}`;
  if (before === null) return [{ name, only: 'after', tables: [], money: null }];
  if (after === null) return [{ name, only: 'before', tables: [], money: null }];
  if (before.hash === after.hash) return [];
  const tables = diffTables(before, after);
  const money = options.bills === 0 ? null : diffMoney(before, after, options);
  return [{ name, only: null, tables, money }];
}

const CHANGES = { added: '新增', removed: '取消', values: '数字变了', origin: '依据变了' } as const;
const signed = (amount: Fen): string => `${amount > 0 ? '+' : ''}${formatYuanForPeople(amount)}`;

function diffLines({ name, only, tables, money }: PolicyDiff): string[] {
  if (only !== null) return [`■ ${name}：只有${only === 'before' ? '前者' : '后者'}有政策`];
  return [`■ ${name}`, ...tables.flatMap(tableLines), ...(money === null ? [] : moneyLines(money))];
}

function tableLines({ label, table, change, removed, added, before, after }: TableChange): string[] {
  return [
    `  ${label} ${table}：${CHANGES[change]}`,
    ...(before === after ? [`    依据 ${after}`] : [`    依据 ${before ?? '无'} → ${after ?? '无'}`]),
    ...removed.map((cell) => `    - ${cell}`),
    ...added.map((cell) => `    + ${cell}`),
  ];
}

function moneyLines(money: MoneyDiff): string[] {
  const { seed, bills, compared, changed, settledOnlyBefore, settledOnlyAfter } = money;
  const only = settledOnlyBefore + settledOnlyAfter;
  return [
    `  账单（种子 ${seed}，${bills} 张）：两边都能结算 ${compared} 张，其中 ${changed} 张的钱变了`,
    ...(only > 0
      ? [`    只有前者能结算 ${settledOnlyBefore} 张，只有后者能结算 ${settledOnlyAfter} 张`]
      : []),
    ...money.payers
      .filter(({ before, after }) => before !== after)
      .map(({ label, before, after }) => {
        const amounts = `${formatYuanForPeople(before)} → ${formatYuanForPeople(after)}`;
        return `    ${label} ${amounts}（${signed(subtractFen(after, before))}）`;
      }),
    ...(money.mostSaved === null
      ? []
      : [`    个人少付最多 ${formatYuanForPeople(money.mostSaved.saved)}：${money.mostSaved.what}`]),
    ...(money.mostLost === null
      ? []
      : [
          `    个人多付最多 ${formatYuanForPeople(Math.abs(money.mostLost.saved) as Fen)}：${money.mostLost.what}`,
        ]),
  ];
}
