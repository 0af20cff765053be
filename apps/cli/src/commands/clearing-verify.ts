import { createReadStream, readFileSync } from 'node:fs';
import {
  createVerifier,
  type OwnComparison,
  type OwnItem,
  type ProofBreach,
  type ProvenNet,
  startComparison,
} from '@zhijie/clearing';
import { formatYuanForPeople, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie clearing：跨省清算的核对

  zhijie clearing verify FILE [--root HEX] [--own FILE]
      核对一个省的清算证明文件：文件里的每一笔都在本省净额里，不多不少，各省净额相抵为零；
      不需要、也看不到别省的明细
      --root HEX  国家端公布的（或别省手里的）根哈希；不给则只能说明文件自身一致
      --own FILE  本省账上的明细，每行“编号,分”，如 S4301002026030000000000001,123456；撤销和扣款写编号和负数
      --json      输出 JSON

  退出码：0 一致；1 不一致，或文件读不了；2 命令写错
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = { root: TEXT, own: TEXT, json: { type: 'boolean' } } as const;

const BREACHES: Readonly<Record<ProofBreach, string>> = {
  'not-a-proof': '不是清算证明文件，或有字段缺失、多余、类型不对',
  'not-canonical': '文件的写法被改动过（须为规范 JSON，一个字节都不能变）',
  'item-of-another-period': '有一笔不属于这个清算月份',
  'item-of-other-provinces': '有一笔与本省无关',
  'items-out-of-order': '有一笔重复，或次序被改动',
  'net-differs': '各笔之和与净额不符',
  'root-differs': '算出的根哈希与文件中的不符',
  'nets-do-not-cancel': '各省净额之和不为零',
  'other-root-published': '文件自身一致，但根哈希与公布的不同：不是同一次清算',
};

/** Checks of the clearing that anybody can make with a file in hand. */
export const clearing: Command = {
  name: 'clearing',
  summary: '清算：verify 核对本省的清算证明文件',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: OPTIONS, positionals: true }, (values, [action, ...given]) => {
      if (action !== 'verify') return wrongCall('请写 zhijie clearing verify FILE', USAGE);
      if (given.length !== 1) return wrongCall('写一个证明文件', USAGE);
      if (typeof values.root === 'string' && !/^[0-9a-f]{64}$/.test(values.root))
        return wrongCall('--root 应为 64 位小写十六进制', USAGE);
      return verifyFile(given[0]!, values);
    }),
};

async function verifyFile(path: string, values: Values): Promise<number> {
  const own = typeof values.own === 'string' ? ownItemsOf(values.own) : undefined;
  if (own === null) return 1;
  const comparison = own === undefined ? null : startComparison(own);
  const published = typeof values.root === 'string' ? values.root : undefined;
  const verifier = createVerifier({ published, onItem: (item) => comparison?.take(item) });
  if (!(await readPieces(path, (piece) => verifier.take(piece)))) return 1;
  const verified = verifier.done();
  if (!verified.ok) {
    const { code, detail } = verified.refusal;
    if (values.json === true) console.log(JSON.stringify({ ok: false, ...verified.refusal }));
    else console.log(`不一致：${BREACHES[code]}${detail === undefined ? '' : `（${detail.itemId}）`}`);
    return 1;
  }
  const compared = comparison?.done() ?? null;
  const isSame = compared === null || Object.values(compared).every((list) => list.length === 0);
  if (values.json === true) {
    console.log(JSON.stringify({ ok: isSame, ...verified.value, compared }));
  } else {
    console.log(provenLines(verified.value, published !== undefined).join('\n'));
    if (compared !== null) console.log(comparedLines(compared).join('\n'));
  }
  return isSame ? 0 : 1;
}

function provenLines({ period, province, root, net }: ProvenNet, isPublished: boolean): string[] {
  const money = (amount: number): string =>
    `${amount < 0 ? '应付' : '应收'} ${formatYuanForPeople(totalFen(Math.abs(amount)))}`;
  return [
    `一致：${PROVINCE_NAMES[province] ?? province} ${period} 清算，${net.count} 笔`,
    `  职工医保净额 ${money(net.employee)}，居民医保净额 ${money(net.resident)}，合计 ${money(net.employee + net.resident)}`,
    `  各省净额之和为 0；根哈希 ${root}${isPublished ? '（与公布的相同）' : '（请与国家端公布的对照）'}`,
  ];
}

function comparedLines({ missing, unknown, differing }: OwnComparison): string[] {
  if (missing.length + unknown.length + differing.length === 0) return ['  与本省账上逐笔相同'];
  return [
    ...missing.map(({ itemId, amount }) => `  账上有、清算里没有：${itemId} ${amount} 分`),
    ...unknown.map(({ itemId, amount }) => `  清算里有、账上没有：${itemId} ${amount} 分`),
    ...differing.map(
      ({ proven, amount }) => `  金额不同：${proven.itemId} 清算 ${proven.amount} 分，账上 ${amount} 分`,
    ),
  ];
}

const tellUnreadable = (path: string, cause: unknown): void =>
  console.error(`读不了 ${path}：${cause instanceof Error ? cause.message : String(cause)}`);

/** A file of any size, piece by piece; false when it cannot be read, which is told. */
async function readPieces(path: string, take: (piece: string) => void): Promise<boolean> {
  try {
    for await (const piece of createReadStream(path, 'utf8')) take(piece as string);
    return true;
  } catch (cause) {
    tellUnreadable(path, cause);
    return false;
  }
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    tellUnreadable(path, cause);
    return null;
  }
}

/** Lines 'itemId,fen'; blank lines are skipped, a wrong or repeated one is named. */
function ownItemsOf(path: string): OwnItem[] | null {
  const text = contentOf(path);
  if (text === null) return null;
  const items = new Map<string, number>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const parts = /^([^,\s]+),(-?\d{1,15})$/.exec(line.trim());
    if (parts === null || items.has(parts[1]!)) {
      console.error(`${path}:${index + 1} 应为“编号,分”，且编号不重复`);
      return null;
    }
    items.set(parts[1]!, Number(parts[2]));
  }
  return [...items].map(([itemId, amount]) => ({ itemId, amount }));
}
