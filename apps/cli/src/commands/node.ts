import { resolve } from 'node:path';
import { Failure } from '@zhijie/kernel';
import { nodeHttp } from '../network/http.ts';
import { startNode } from '../network/node-process.ts';
import { type Command, withOptions, wrongCall } from './command.ts';
import { interrupted } from './interrupted.ts';

const USAGE = `zhijie node ADDRESS：单独运行一个节点（hub 或省码，如 41），节点之间走 HTTPS 双向认证

  --http PORT   医院接口与健康检查的端口（127.0.0.1），默认不开
  --no-seed     不装入虚构人员与机构
  ZHIJIE_DATA   安装目录，由 zhijie network init 建立
  DATABASE_URL  该节点的 PostgreSQL；不设则自带
`;

/** One node as a process of its own. */
export const node: Command = {
  name: 'node',
  summary: '单独运行一个节点（国家平台或一个省）',
  run: (args) =>
    withOptions(
      args,
      {
        usage: USAGE,
        options: { http: { type: 'string' }, 'no-seed': { type: 'boolean' } },
        positionals: true,
      },
      async (values, [address]) => {
        if (address === undefined) return wrongCall('缺少节点：hub 或省码', USAGE);
        const port = typeof values.http === 'string' ? Number(values.http) : null;
        if (port !== null && !Number.isInteger(port)) return wrongCall('--http 应为端口号', USAGE);
        return run(address, port, values['no-seed'] !== true);
      },
    ),
};

async function run(address: string, port: number | null, isSeeded: boolean): Promise<number> {
  const stopping = interrupted();
  const folder = resolve(process.env.ZHIJIE_DATA ?? '.zhijie');
  try {
    const running = await startNode(folder, address, { isSeeded, logFrom: 'warn' });
    const app = port === null ? null : await nodeHttp(running);
    const url = (await app?.listen({ host: '127.0.0.1', port: port ?? 0 })) ?? '（未开 HTTP）';
    console.log(`节点 ${address} 正在服务 ${url}`);
    const lost = await Promise.race([stopping, running.server.lost]);
    await app?.close();
    await running.stop();
    if (lost === undefined) return 0;
    console.error(lost.message);
    return 1;
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(`节点 ${address} 无法启动：${cause.message}`);
    return 1;
  }
}
