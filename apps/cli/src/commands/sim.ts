import { createInstallation, describeOutcome, runSeeds, type SeedOutcome } from '@zhijie/sim';
import { type Command, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie sim：在真实节点和真实 PostgreSQL 上模拟丢失、重复、乱序与宕机，然后核对每一本账

  --seed S              只跑一个种子（1234，或失败报告里的 SALT-1234），并印出结尾的经过
  --from N --count M    从 N 起跑 M 个种子，默认 1 起 20 个
  --salt TEXT           与种子合用，得到另一组工作量

  有一个种子账不符即以 1 退出，并给出可重现它的命令。
`;

type Range = { readonly from: number; readonly count: number; readonly salt?: string };

function rangeOf(values: Readonly<Record<string, string | boolean | undefined>>): Range | string {
  const { seed, from = '1', count = '20', salt } = values;
  const salted = typeof salt === 'string' ? { salt } : {};
  if (typeof seed === 'string') {
    const parts = /^(?:(.+)-)?(\d+)$/.exec(seed);
    if (parts === null) return `--seed "${seed}" 应为数字，或 SALT-数字`;
    return { from: Number(parts[2]), count: 1, ...(parts[1] === undefined ? salted : { salt: parts[1] }) };
  }
  if (![from, count].every((each) => /^\d+$/.test(String(each)))) return '--from 与 --count 应为整数';
  return { from: Number(from), count: Number(count), ...salted };
}

function report(outcome: SeedOutcome, isTold: boolean): void {
  const { seed, events, crashes, settlements, reversals, faults, breaches, tail } = outcome;
  const figures = `${events} 个事件，${crashes} 次宕机，${settlements} 笔结算，${reversals} 笔撤销`;
  console.log(`种子 ${seed}：${figures}；故障：${faults}`);
  if (breaches.length > 0) console.log(describeOutcome(outcome));
  if (isTold) console.log(tail.join('\n'));
}

/** Seeds of the simulation by command; CI runs its own two hundred. */
export const sim: Command = {
  name: 'sim',
  summary: '模拟：丢失、重复、乱序、宕机之后账仍一致',
  run: (args) => {
    const text = { type: 'string' } as const;
    const options = { seed: text, from: text, count: text, salt: text };
    return withOptions(args, { usage: USAGE, options }, async (values) => {
      const range = rangeOf(values);
      if (typeof range === 'string') return wrongCall(range, USAGE);
      const installation = await createInstallation();
      try {
        const onOutcome = (outcome: SeedOutcome) => report(outcome, values.seed !== undefined);
        const failed = await runSeeds(installation, { ...range, onOutcome });
        console.log(failed.length === 0 ? '没有不符。' : `${failed.length} 个种子不符。`);
        return failed.length === 0 ? 0 : 1;
      } finally {
        await installation.close();
      }
    });
  },
};
