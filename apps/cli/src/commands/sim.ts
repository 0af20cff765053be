import {
  type Changes,
  createInstallation,
  createOneStopInstallation,
  describeOneStop,
  describeOutcome,
  describeShrunk,
  type Installation,
  readFaults,
  runOneStopSeeds,
  runSeed,
  runSeeds,
  runYear,
  type SeedOutcome,
  shrinkSeed,
} from '@zhijie/sim';
import { type Command, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie sim：在真实节点和真实 PostgreSQL 上模拟丢失、重复、乱序与宕机，然后核对每一本账

  --seed S              只跑一个种子（1234，或失败报告里的 SALT-1234），并印出结尾的经过
  --from N --count M    从 N 起跑 M 个种子，默认 1 起 20 个
  --seeds M             从 1 起跑 M 个种子，每 20 个报一次进度
  --salt TEXT           与种子合用，得到另一组工作量
  --shrink              与 --seed 合用：账不符时，找出仍然不符的最少故障和最少收费员，印出重现它的命令
  --year Y --bills N    改为模拟一整年：N 笔账单（默认 10000）、十二次月结、节假日、退费、扣款、延期，逐月核对
  --story one-stop      改跑一站式付费：保险公司、银行、钱包、家人账户和收费处，外加它们各自的故障（与 --seed、--seeds、--from、--count、--salt 合用）
  --only F --clerks C   与 --seed 合用：只让这些故障（crash#3,requestLost#0，或 none）和收费员（c1,c2）出现

  有一个种子账不符即以 1 退出，并给出可重现它的命令。
`;

type Range = { readonly from: number; readonly count: number; readonly salt?: string };

function rangeOf(values: Readonly<Record<string, string | boolean | undefined>>): Range | string {
  const { seed, from = '1', seeds, count = seeds ?? '20', salt } = values;
  const salted = typeof salt === 'string' ? { salt } : {};
  if (typeof seed === 'string') {
    const parts = /^(?:(.+)-)?(\d+)$/.exec(seed);
    if (parts === null) return `--seed "${seed}" 应为数字，或 SALT-数字`;
    return { from: Number(parts[2]), count: 1, ...(parts[1] === undefined ? salted : { salt: parts[1] }) };
  }
  if (![from, count].every((each) => /^\d+$/.test(String(each))))
    return '--from、--count 与 --seeds 应为整数';
  return { from: Number(from), count: Number(count), ...salted };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

const describe = (outcome: SeedOutcome, { story }: Values): string =>
  story === 'one-stop' ? describeOneStop(outcome) : describeOutcome(outcome);

function report(outcome: SeedOutcome, values: Values): void {
  const { seed, events, crashes, settlements, reversals, faults, breaches, tail } = outcome;
  const figures = `${events} 个事件，${crashes} 次宕机，${settlements} 笔结算，${reversals} 笔撤销`;
  console.log(`种子 ${seed}：${figures}；故障：${faults}`);
  if (breaches.length > 0) console.log(describe(outcome, values));
  if (values.seed !== undefined) console.log(tail.join('\n'));
}

const PROGRESS_EVERY = 20;

/** Each seed in a line; of many, asked for by `--seeds`, only those with breaches and how far it is. */
function reporter(values: Values, count: number): (outcome: SeedOutcome) => void {
  if (values.seeds === undefined) return (outcome) => report(outcome, values);
  const startedAt = performance.now();
  let [run, failed] = [0, 0];
  return (outcome) => {
    run += 1;
    if (outcome.breaches.length > 0) {
      failed += 1;
      report(outcome, values);
    }
    if (run % PROGRESS_EVERY > 0 && run < count) return;
    const each = Math.round((performance.now() - startedAt) / run);
    console.log(`已跑 ${run}/${count} 个种子，每个 ${each} 毫秒，不符 ${failed} 个`);
  };
}

const isOne = ({ shrink, only, clerks }: Values): boolean =>
  shrink === true || only !== undefined || clerks !== undefined;

const seedOf = ({ from, salt }: Range): string => (salt === undefined ? String(from) : `${salt}-${from}`);

/** What of a seed is to happen, or what is wrong with the options. */
function changesOf(values: Values): Changes | string {
  const { seed, only, clerks } = values;
  if (isOne(values) && typeof seed !== 'string') return '--shrink、--only、--clerks 与 --seed 合用';
  const faults = typeof only === 'string' ? readFaults(only) : undefined;
  if (faults === null) return `--only "${only}" 应为 crash#3,requestLost#0 这样的列表，或 none`;
  return {
    ...(faults === undefined ? {} : { only: faults }),
    ...(typeof clerks === 'string' ? { clerks: new Set(clerks.split(',')) } : {}),
  };
}

async function runOne(
  installation: Installation,
  seed: string,
  values: Values,
  changes: Changes,
): Promise<number> {
  if (values.shrink === true) {
    const shrunk = await shrinkSeed(installation, seed, changes);
    console.log(shrunk === null ? '没有不符。' : describeShrunk(shrunk));
    return shrunk === null ? 0 : 1;
  }
  const outcome = await runSeed(installation, seed, changes);
  report(outcome, values);
  return outcome.breaches.length === 0 ? 0 : 1;
}

/** A year by command; CI runs one of ten thousand bills. */
async function liveYear({ year, bills = '10000', seed = '1' }: Values): Promise<number> {
  if (!/^20\d\d$/.test(String(year)) || !/^[1-9]\d*$/.test(String(bills)))
    return wrongCall('--year 应为年份，--bills 应为笔数', USAGE);
  const outcome = await runYear({
    seed: String(seed),
    settlements: Number(bills),
    year: Number(year),
    onMonth: ({ period, items, breaches }) =>
      console.log(`${period} 清算 ${items} 笔，${breaches === 0 ? '账平' : `${breaches} 处不符`}`),
  });
  const { settled, duplicates, unknown, voided, voidedAfterTheirMonth, deductions, deferrals } = outcome;
  console.log(
    `结算 ${settled} 笔；重复报文 ${duplicates}，结果未知 ${unknown}，退费 ${voided}（跨月 ${voidedAfterTheirMonth}），` +
      `扣款 ${deductions}，延期 ${deferrals}`,
  );
  for (const [refusal, times] of outcome.refusals) console.log(`  拒付 ${times} 次：${refusal}`);
  console.log(`哈希 ${outcome.hash}`);
  for (const breach of outcome.breaches) console.log(`不符：${breach}`);
  return outcome.breaches.length === 0 ? 0 : 1;
}

/** Seeds of the one-stop story: CI runs two hundred, more by command. */
async function payTogether(range: Range, values: Values): Promise<number> {
  const installation = await createOneStopInstallation();
  try {
    const onOutcome = reporter(values, range.count);
    return told(await runOneStopSeeds(installation, { ...range, onOutcome }));
  } finally {
    await installation.close();
  }
}

function told(failed: readonly SeedOutcome[]): number {
  console.log(failed.length === 0 ? '没有不符。' : `${failed.length} 个种子不符。`);
  return failed.length === 0 ? 0 : 1;
}

/** Seeds of the simulation by command; CI runs its own two hundred. */
export const sim: Command = {
  name: 'sim',
  summary: '模拟：丢失、重复、乱序、宕机之后账仍一致',
  run: (args) => {
    const text = { type: 'string' } as const;
    const options = {
      year: text,
      bills: text,
      seed: text,
      from: text,
      count: text,
      seeds: text,
      salt: text,
      only: text,
      clerks: text,
      story: text,
    };
    const all = { ...options, shrink: { type: 'boolean' } as const };
    return withOptions(args, { usage: USAGE, options: all }, async (values) => {
      if (values.year !== undefined) return await liveYear(values);
      const range = rangeOf(values);
      if (typeof range === 'string') return wrongCall(range, USAGE);
      if (values.story !== undefined && values.story !== 'one-stop')
        return wrongCall(`没有 "${values.story}" 这个故事`, USAGE);
      if (values.story === 'one-stop') return await payTogether(range, values);
      const changes = changesOf(values);
      if (typeof changes === 'string') return wrongCall(changes, USAGE);
      const installation = await createInstallation();
      try {
        if (isOne(values)) return await runOne(installation, seedOf(range), values, changes);
        const onOutcome = reporter(values, range.count);
        return told(await runSeeds(installation, { ...range, onOutcome }));
      } finally {
        await installation.close();
      }
    });
  },
};
