import { writeFileSync } from 'node:fs';
import { Failure } from '@zhijie/kernel';
import { RUNG_NAMES, runLadder } from '../bench/ladder.ts';
import { isVoid, table } from '../bench/report.ts';
import { missedRatios } from '../bench/targets.ts';
import { wallClock } from '../network/network.ts';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie bench：性能阶梯。从裸 PostgreSQL 到跨省结算，每级与同一轮的 P1 相比，逐级检查全部账目

  --only      只跑这些级，逗号分隔：engine,whatif,crypto,ledger,clearing,one-stop,P0,P1,P2,P3,P4,P5,P6      默认全部
  --seconds   每级秒数                                              默认 5
  --clients   P6 闭环连接数                                         默认 16
  --rate      P6 开环每秒到达笔数                                   默认闭环所得的 80 %
  --items     clearing：关账月份的笔数（另以五分之一笔数比较增长）  默认 1000000
  --seed      数据种子                                              默认 zhijie
  --json      把结果写入此文件
  DATABASE_URL  改用已有的 PostgreSQL（只新建并删除 zhijie_bench_… 数据库），默认自带

账目有误时结果作废，E4 或 P3 的比例未达目标时本轮不合格：退出码 1。绝对数只报告。
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  only: TEXT,
  seconds: TEXT,
  clients: TEXT,
  rate: TEXT,
  items: TEXT,
  seed: TEXT,
  json: TEXT,
} as const;

export const bench: Command = {
  name: 'bench',
  summary: '性能阶梯 P0–P6 与计算引擎，每级检查账目',
  run: (args) => withOptions(args, { usage: USAGE, options: OPTIONS }, run),
};

/** A positive number of an option, `otherwise` without it, null when it is none. */
function positive(values: Values, name: string, otherwise: number): number | null {
  const text = values[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

async function run(values: Values): Promise<number> {
  const only = typeof values.only === 'string' ? values.only.split(',') : [];
  const unknown = only.find((name) => !RUNG_NAMES.some((known) => known === name));
  if (unknown !== undefined) return wrongCall(`没有 "${unknown}" 这一级`, USAGE);
  const seconds = positive(values, 'seconds', 5);
  const clients = positive(values, 'clients', 16);
  const rate = positive(values, 'rate', 0.1);
  const items = positive(values, 'items', 1_000_000);
  if (seconds === null || clients === null || rate === null || items === null) {
    return wrongCall('--seconds、--clients、--rate、--items 应为正数', USAGE);
  }
  try {
    const report = await runLadder({
      only,
      seconds,
      clients,
      rate: values.rate === undefined ? null : rate,
      items: Math.ceil(items),
      seed: typeof values.seed === 'string' ? values.seed : 'zhijie',
      startedAt: new Date(wallClock()).toISOString(),
      say: (text) => console.error(`  ${text}`),
    });
    console.log(table(report).join('\n'));
    if (typeof values.json === 'string') writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    if (isVoid(report)) {
      console.error('账目有误：本轮作废。');
      return 1;
    }
    const missed = missedRatios(report.rungs);
    if (missed.length > 0) console.error(`比例未达目标：${missed.join('、')}。`);
    return missed.length > 0 ? 1 : 0;
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(`不能测量：${cause.message}`);
    return 1;
  }
}
