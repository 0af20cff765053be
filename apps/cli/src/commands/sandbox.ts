import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderPdf } from '@zhijie/documents';
import { type Clock, Failure } from '@zhijie/kernel';
import { servedProvinces } from '@zhijie/population';
import { conformancePaper, type SignedReport, verifyReport } from '@zhijie/sandbox';
import type { FastifyInstance } from 'fastify';
import { openServer, type Server } from '../network/databases.ts';
import { buildHttp } from '../network/http.ts';
import { type OwnWallet, openWallet } from '../network/payment-channel.ts';
import { type SandboxNetwork, startSandboxNetwork } from '../network/sandbox-network.ts';
import { type Command, withOptions, wrongCall } from './command.ts';
import { interrupted } from './interrupted.ts';
import { listen, tellWallet } from './start.ts';

const USAGE = `zhijie sandbox：只给医院系统开发用的沙箱网络，每次启动都从头开始，时钟可以拨快，状态可以重置

  zhijie sandbox [--provinces 11,41] [--data 目录]
  zhijie sandbox verify 报告.json [--key 公钥] [--pdf 报告.pdf]
                            验证一致性测试报告的签名；--pdf 另存为可打印的 PDF

  --provinces   只启动这些省（省码，逗号分隔），默认九省
  --data        数据目录；默认临时目录，停止时删除
  ZHIJIE_PORT   端口，默认 8600
`;

/** The sandbox alone, over a network of its own that nobody keeps. */
export const sandbox: Command = {
  name: 'sandbox',
  summary: '医院系统开发沙箱：实时日志、合成人员、强制结果、签名实验室、一致性测试',
  run: (args) =>
    withOptions(
      args,
      {
        usage: USAGE,
        options: {
          provinces: { type: 'string' },
          data: { type: 'string' },
          key: { type: 'string' },
          pdf: { type: 'string' },
        },
        positionals: true,
      },
      ({ provinces, data, key, pdf }, [verb, file]) => {
        if (verb === 'verify') return verifyFile(file, { key: textOrNone(key), pdf: textOrNone(pdf) });
        if (verb !== undefined) return wrongCall(`没有这样的子命令：${verb}`, USAGE);
        const chosen = typeof provinces === 'string' ? provinces.split(',') : servedProvinces;
        const unknown = chosen.filter((each) => !servedProvinces.includes(each));
        if (unknown.length > 0) return wrongCall(`没有这样的省：${unknown.join('、')}`, USAGE);
        return serve(chosen, typeof data === 'string' ? resolve(data) : null);
      },
    ),
};

const textOrNone = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

type Verifying = { readonly key: string | undefined; readonly pdf: string | undefined };

async function verifyFile(file: string | undefined, { key, pdf }: Verifying): Promise<number> {
  if (file === undefined) return wrongCall('缺少报告文件', USAGE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return wrongCall(`读不到文件 ${file}`, USAGE);
  }
  const isGood = verifyReport(text, key);
  console.log(isGood ? '✓ 报告与签名相符' : '✗ 报告被改动过，或不是由这个公钥签发');
  if (!isGood) return 1;
  if (pdf !== undefined) {
    // Only what is as it was signed is printed.
    writeFileSync(pdf, await renderPdf(conformancePaper(JSON.parse(text) as SignedReport)));
    console.log(`已写入 ${pdf}`);
  }
  return 0;
}

async function serve(provinces: readonly string[], data: string | null): Promise<number> {
  const stopping = interrupted();
  const dataDir = data ?? mkdtempSync(join(tmpdir(), 'zhijie-sandbox-'));
  const onProgress = (text: string): void => console.log(`  ${text}`);
  console.log('直结 Zhijie：医院系统开发沙箱（全部为虚构人员，每次启动从头开始）');
  let server: Server | null = null;
  let network: SandboxNetwork | null = null;
  let app: FastifyInstance | null = null;
  const wallets: OwnWallet[] = [];
  try {
    onProgress('启动数据库…');
    server = await openServer(dataDir, () => undefined);
    const channelOf = async (now: Clock) => {
      const wallet = await openWallet(dataDir, now);
      wallets.push(wallet);
      return wallet.channel;
    };
    network = await startSandboxNetwork({ dataDir, server, provinces, channelOf, onProgress });
    app = await buildHttp(network.served);
    const url = await listen(app);
    console.log(`\n开发沙箱：${url}/sandbox/   医院接口 ${url}/fsi/…   （Ctrl-C 停止）`);
    console.log(`查看全号的口令：${network.unmaskKey}`);
    for (const wallet of wallets) tellWallet(wallet, url);
    const lost = await Promise.race([stopping, server.lost]);
    if (lost !== undefined) throw lost;
    return 0;
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(`沙箱停止：${cause.message}`);
    return 1;
  } finally {
    await app?.close();
    await network?.stop();
    for (const wallet of wallets) await wallet.close();
    await server?.stop();
    if (data === null) rmSync(dataDir, { recursive: true, force: true });
  }
}
