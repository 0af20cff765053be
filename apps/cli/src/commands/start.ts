import { resolve } from 'node:path';
import { Failure } from '@zhijie/kernel';
import { servedProvinces } from '@zhijie/population';
import type { FastifyInstance } from 'fastify';
import { browserBundle } from '../browser/bundle.ts';
import { openStoryJournal, type StoryJournal } from '../demo/journal.ts';
import { printFull, printLine } from '../demo/print-story.ts';
import { differenceOf, tellStory } from '../demo/run-stories.ts';
import { STORIES, type Story } from '../demo/stories.ts';
import { facesBuild } from '../faces/build.ts';
import { type OwnCreditBank, openCreditBank } from '../network/credit-bank.ts';
import { asksCallers } from '../network/header-style.ts';
import { buildHttp } from '../network/http.ts';
import { type OwnCarriers, openCarriers } from '../network/message-channels.ts';
import { type Network, startNetwork, wallClock } from '../network/network.ts';
import { type OwnWallet, openWallet } from '../network/payment-channel.ts';
import { openSandbox, sandboxOf } from '../network/sandbox.ts';
import { type Command, withOptions, wrongCall } from './command.ts';
import { interrupted } from './interrupted.ts';

const USAGE = `zhijie start：在本机启动国家平台和各省节点，用示例账单走一遍，然后持续服务

  ZHIJIE_PORT   端口，默认 8600
  ZHIJIE_WALLET_PORT  演示钱包（移动支付的付款页）的端口，默认 8610，被占用时另选
  ZHIJIE_DATA   数据目录，默认 ./.zhijie（再次启动时接着用）
  DATABASE_URL  改用已有的 PostgreSQL（15 以上），默认自带；ZHIJIE_DATABASE_PREFIX 区分同一服务器上的多个安装
  --quiet       不结算示例账单
  --provinces 11,41   只启动这些省（省码，逗号分隔；不结算示例账单），默认九省
`;

/**
 * Hub and provinces in one process, with the worked examples settled through the gateway at the first start.
 */
export const start: Command = {
  name: 'start',
  summary: '启动本机演示网络（国家平台 + 九省），结算示例账单并持续服务',
  run: (args) =>
    withOptions(
      args,
      { usage: USAGE, options: { quiet: { type: 'boolean' }, provinces: { type: 'string' } } },
      ({ quiet, provinces }) => {
        if (typeof provinces !== 'string') return serve({ isQuiet: quiet === true });
        const chosen = provinces.split(',');
        const unknown = chosen.filter((each) => !servedProvinces.includes(each));
        if (unknown.length > 0) return wrongCall(`没有这样的省：${unknown.join('、')}`, USAGE);
        return serve({ isQuiet: true, provinces: chosen });
      },
    ),
};

const MAYBE = '（可能政策包已改动，或此数据目录、数据库已另有就诊；服务不受影响。）';

/** On this machine only, at `ZHIJIE_PORT`. Throws `Failure` when the port is taken or none. */
export async function listen(app: FastifyInstance): Promise<string> {
  const port = Number(process.env.ZHIJIE_PORT ?? 8600);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Failure('ZHIJIE_PORT 应为 0–65535 的整数');
  try {
    return await app.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    throw new Failure(`端口 ${port} 已被占用；请停止占用它的程序，或设置 ZHIJIE_PORT`, { cause });
  }
}

/** Where a bill is paid by phone, and where the wallet calls back. */
export function tellWallet(wallet: OwnWallet, url: string): void {
  wallet.callsBackTo(url);
  console.log(`移动支付：${url}/org/local/api/hos/…   演示钱包付款页：${wallet.url}/pay/支付订单号`);
}

type Serving = { readonly isQuiet: boolean; readonly provinces?: readonly string[] };

async function serve({ isQuiet, ...which }: Serving): Promise<number> {
  const stopping = interrupted();
  const dataDir = resolve(process.env.ZHIJIE_DATA ?? '.zhijie');
  console.log('直结 Zhijie：跨省异地就医直接结算（演示网络，全部为虚构人员）');
  let network: Network | null = null;
  let app: FastifyInstance | null = null;
  let wallet: OwnWallet | null = null;
  let bank: OwnCreditBank | null = null;
  let carriers: OwnCarriers | null = null;
  let isServing = false;
  try {
    const program = browserBundle().catch(() => null);
    const faces = facesBuild().catch(() => null);
    const looksOn = openSandbox(dataDir, wallClock);
    const { observe } = looksOn.recorder;
    wallet = await openWallet(dataDir, wallClock);
    bank = await openCreditBank(dataDir, wallClock);
    carriers = await openCarriers(wallClock);
    network = await startNetwork({
      dataDir,
      ...which,
      channel: wallet.channel,
      credit: bank.credit,
      messageChannels: carriers.channels,
      observe,
      onProgress: (text) => console.log(`  ${text}`),
    });
    if ((await program) === null) console.log('  网页试算的浏览器程序没有建成：网页由服务器计算');
    if ((await faces) === null) console.log('  工作人员和参保人的网页应用没有建成；/ 的网页不受影响');
    app = await buildHttp({ ...network, sandbox: sandboxOf(looksOn, network.provinces, null) });
    const url = await listen(app);
    if (!isQuiet) await tell(network, url, dataDir);
    console.log(`\n正在服务：${url}/   医院接口 ${url}/fsi/…   健康 ${url}/healthz   （Ctrl-C 停止）`);
    console.log(
      `网页：${url}/patient 参保人　${url}/counter 收费窗口　${url}/agency 经办　${url}/nation 国家平台`,
    );
    console.log(`开发沙箱：${url}/sandbox/   查看全号的口令：${looksOn.unmaskKey}`);
    tellWallet(wallet, url);
    isServing = true;
    const lost = await Promise.race([stopping, network.server.lost]);
    if (lost !== undefined) throw lost;
    console.log('\n正在停止…');
    return 0;
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(isServing ? cause.message : `无法启动：${cause.message}`);
    return 1;
  } finally {
    await app?.close();
    await network?.stop();
    await wallet?.close();
    await bank?.close();
    await carriers?.close();
  }
}

/**
 * The worked examples once per data folder: a second stay of the same person would be a second admission.
 * What a killed program left half told is told to its end.
 */
async function tell(network: Network, url: string, dataDir: string): Promise<void> {
  if (asksCallers()) {
    console.log('  医院接口要求签名或签到：不结算示例账单。');
    return;
  }
  const journal = openStoryJournal(dataDir);
  const before = STORIES.filter(({ id }) => journal.progressOf(id)?.isTold === true).map(({ id }) => id);
  if (before.length > 0) {
    console.log(`  示例账单 ${before.join('、')} 已在此数据目录结算过（见网页）。删除数据目录可重来。`);
  }
  for (const [index, story] of STORIES.entries()) {
    if (before.includes(story.id)) continue;
    await tellOne(network, journal, { story, index, url });
  }
}

type Which = { readonly story: Story; readonly index: number; readonly url: string };

/** One example; whatever becomes of it, the network serves on. */
async function tellOne(network: Network, journal: StoryJournal, { story, index, url }: Which): Promise<void> {
  const begun = journal.progressOf(story.id);
  const at = begun?.beganAt ?? network.now();
  if (begun === null) journal.begin(story.id, at);
  try {
    const isRepeat = begun !== null;
    const told = await tellStory(story, { url, now: () => at, prefix: `D${index}-`, isRepeat });
    journal.told(story.id);
    const lines = index === 0 ? await printFull(network, told) : printLine(told);
    console.log(`\n${lines.join('\n')}`);
    const difference = differenceOf(told);
    if (difference !== null) console.error(`  ✗ ${difference}\n    ${MAYBE}`);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(`\n✗ ${story.id}  ${story.title}\n  未能结算：${cause.message}\n    ${MAYBE}`);
  }
}
