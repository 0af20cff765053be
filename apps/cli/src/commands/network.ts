import { resolve } from 'node:path';
import { GATEWAY } from '@zhijie/exchange';
import { openInstallation } from '../installation.ts';
import { wallClock } from '../network/network.ts';
import { type Command, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie network init：为分进程部署建立安装目录（密钥、证书、节点地址）

  --provinces 11,41   省码，逗号分隔
  --port 9700         国家平台的端口；各省依次加一，最后是保险公司网关（insurers）
  ZHIJIE_DATA         安装目录，默认 ./.zhijie

  每个节点只需要目录中属于自己的 keys/<节点>/ 与 network.json。
`;

/** Makes the installation of a network whose nodes run as processes of their own. */
export const network: Command = {
  name: 'network',
  summary: '建立分进程部署的安装目录：network init',
  run: (args) =>
    withOptions(
      args,
      {
        usage: USAGE,
        options: { provinces: { type: 'string' }, port: { type: 'string' } },
        positionals: true,
      },
      async (values, [action]) => {
        if (action !== 'init') return wrongCall('请写 zhijie network init', USAGE);
        const provinces = String(values.provinces ?? '')
          .split(',')
          .filter(Boolean);
        if (provinces.length === 0 || provinces.some((each) => !/^\d{2}$/.test(each))) {
          return wrongCall('--provinces 应为省码，如 11,41', USAGE);
        }
        const port = Number(values.port ?? 9700);
        if (!Number.isInteger(port)) return wrongCall('--port 应为端口号', USAGE);
        const addresses = ['hub', ...provinces, GATEWAY];
        const urls = addresses.map((address, index) => [address, `https://127.0.0.1:${port + index}`]);
        const folder = resolve(process.env.ZHIJIE_DATA ?? '.zhijie');
        await openInstallation(folder, addresses, wallClock, Object.fromEntries(urls));
        for (const [address, url] of urls) console.log(`${address}\t${url}`);
        return 0;
      },
    ),
};
