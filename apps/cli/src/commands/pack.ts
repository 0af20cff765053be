import { Failure } from '@zhijie/kernel';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';
import { checkPacks } from './pack-check.ts';
import { diffPacks } from './pack-diff.ts';
import { newPack } from './pack-new.ts';
import { showPack } from './pack-show.ts';

const USAGE = `zhijie pack：政策包的检查、查看、比较和新建

  zhijie pack check
      加载、检查全部政策包，运行包旁的案例；打印政策包、案例、条款、数字各有多少，已核实多少
  zhijie pack show AREA DATE [--insurance employee|resident] [--care inpatient|outpatient|chronic]
      某统筹区某日生效的政策：每张表由哪一层、哪个文件哪一行、哪一条规定；各备案类别的待遇
      例：zhijie pack show 370600 2026-03-01 --insurance employee
  zhijie pack diff A B [--date 2026-03-01] [--bills 200] [--seed 1]
      A、B 都写成 统筹区@日期，或都是政策包文件夹：哪些表变了，同一组账单的钱变了多少
      例：zhijie pack diff 370600@2023-06-01 370600@2026-03-01
          zhijie pack diff policies 改过的副本 --seed 20260301 --bills 10000
  zhijie pack new AREA --insurance employee|resident [--title 某某市职工医保] [--name slug] [--from 2026-01-01]
      新建一个能通过检查的骨架：每张表写明“未提供”，逐张填写

  --folder 文件夹   政策包所在，默认 policies
  --json            输出 JSON（new 除外）

  退出码：0 完成；1 有不合之处，或没有生效的政策；2 命令写错
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  folder: TEXT,
  insurance: TEXT,
  care: TEXT,
  date: TEXT,
  bills: TEXT,
  seed: TEXT,
  title: TEXT,
  name: TEXT,
  from: TEXT,
  json: { type: 'boolean' },
} as const;

type Action = (values: Values, given: readonly string[]) => number | WrongCall;
/** What is wrong with the call and how to write it. */
export type WrongCall = { readonly wrong: string };

const ACTIONS: Readonly<Record<string, Action>> = {
  check: checkPacks,
  show: showPack,
  diff: diffPacks,
  new: newPack,
};

/** Checks, shows, compares and creates policy packs. */
export const pack: Command = {
  name: 'pack',
  summary: '政策包：check 检查、show 查看、diff 比较、new 新建',
  run: (args) =>
    withOptions(
      args,
      { usage: USAGE, options: OPTIONS, positionals: true },
      (values, [name = '', ...given]) => {
        const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
        if (action === undefined) {
          const said = name === '' ? '没有写做什么' : `没有 "${name}"`;
          return wrongCall(`${said}，请写 zhijie pack check、show、diff 或 new`, USAGE);
        }
        try {
          const outcome = action(values, given);
          return typeof outcome === 'number' ? outcome : wrongCall(outcome.wrong, USAGE);
        } catch (cause) {
          if (!(cause instanceof Failure)) throw cause;
          console.error(cause.message);
          return 1;
        }
      },
    ),
};
