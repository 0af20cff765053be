import { Failure } from '@zhijie/kernel';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';
import { checkPacks } from './pack-check.ts';
import { diffPacks } from './pack-diff.ts';
import { newPack } from './pack-new.ts';
import { publishPacks } from './pack-publish.ts';
import { replayPacks } from './pack-replay.ts';
import { showPack } from './pack-show.ts';

const USAGE = `zhijie pack：政策包的检查、查看、比较、新建、换上和重算

  zhijie pack check [统筹区|文件|文件夹] [--date 2026-03-01]
      加载、检查政策包，运行包旁的案例，在每处阈值的 −1、0、+1 分用第二个引擎复核；
      打印政策包、方案、案例、条款、阈值、数字各有多少，已核实多少。只看一处：pack check 370600
  zhijie pack show AREA DATE [--insurance employee|resident] [--care inpatient|outpatient|chronic]
      某统筹区某日生效的政策：每张表由哪一层、哪个文件哪一行、哪一条规定；各备案类别的待遇
      例：zhijie pack show 370600 2026-03-01 --insurance employee
  zhijie pack diff A B [--date 2026-03-01] [--bills 200] [--seed 1]
      A、B 都写成 统筹区@日期，或都是政策包文件夹：哪些表变了，同一组账单的钱变了多少
      例：zhijie pack diff 370600@2023-06-01 370600@2026-03-01
          zhijie pack diff policies 改过的副本 --seed 20260301 --bills 10000
  zhijie pack new AREA --insurance employee|resident [--title 某某市职工医保] [--name slug] [--from 2026-01-01]
      新建一个能通过检查的骨架：每张表写明“未提供”，逐张填写
  zhijie pack publish 文件夹 [--url http://127.0.0.1:8600] [--agency 990100] [--operator 0001] [--offline]
      检查后换上（一个统筹区的文件夹，或若干个），正在运行的节点立即使用，无需重启；
      有一处错误就整个拒绝，原来的继续有效。以往的结算仍按当时的版本重算
  zhijie pack replay [--sample 1000] [--seed 1]
      用当时的政策版本重算数据目录（ZHIJIE_DATA）中已存的结算，逐字节核对

  --folder 文件夹   政策包所在，默认 ZHIJIE_POLICIES 或 policies
  --json            输出 JSON（new、publish 除外）

  退出码：0 完成；1 有任何错误、提醒或不符，或没有生效的政策；2 命令写错
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
  sample: TEXT,
  url: TEXT,
  agency: TEXT,
  operator: TEXT,
  offline: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Action = (values: Values, given: readonly string[]) => Outcome | Promise<Outcome>;
type Outcome = number | WrongCall;
/** What is wrong with the call and how to write it. */
export type WrongCall = { readonly wrong: string };

const ACTIONS: Readonly<Record<string, Action>> = {
  check: checkPacks,
  show: showPack,
  diff: diffPacks,
  new: newPack,
  publish: publishPacks,
  replay: replayPacks,
};

/** Checks, shows, compares and creates policy packs. */
export const pack: Command = {
  name: 'pack',
  summary: '政策包：check 检查、show 查看、diff 比较、new 新建、publish 换上、replay 重算',
  run: (args) =>
    withOptions(
      args,
      { usage: USAGE, options: OPTIONS, positionals: true },
      async (values, [name = '', ...given]) => {
        const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
        if (action === undefined) {
          const said = name === '' ? '没有写做什么' : `没有 "${name}"`;
          return wrongCall(`${said}，请写 zhijie pack check、show、diff、new、publish 或 replay`, USAGE);
        }
        try {
          const outcome = await action(values, given);
          return typeof outcome === 'number' ? outcome : wrongCall(outcome.wrong, USAGE);
        } catch (cause) {
          if (!(cause instanceof Failure)) throw cause;
          console.error(cause.message);
          return 1;
        }
      },
    ),
};
