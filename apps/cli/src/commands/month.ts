import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generationMoment } from '@zhijie/clearing';
import { calendarDate, type Instant, type Month, parseMonth, startOfDay } from '@zhijie/kernel';
import { readInstallation } from '../installation.ts';
import { matrixLines } from '../month/matrix.ts';
import { runMonth } from '../month/run-month.ts';
import { buildHttp } from '../network/http.ts';
import { startNetwork } from '../network/network.ts';
import { type Command, withOptions, wrongCall } from './command.ts';
import { examine, printReport } from './doctor.ts';

const USAGE = `zhijie month YYYY-MM：在临时网络上把一个月从结算走到清算到账，印出全国清算表，体检后删除

  跨省账单 → 次月21日生成清算 → 各省两人确认 → 月底下发通知书 → 付款 → 到账
`;

/** A whole month on a network of its own with a clock of its own; leaves nothing behind. */
export const month: Command = {
  name: 'month',
  summary: '在临时网络上走完一个月的跨省清算，印出谁欠谁',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: {}, positionals: true }, async (_values, [text, ...more]) => {
      const period = parseMonth(text ?? '');
      if (!period.ok || more.length > 0) return wrongCall('写一个月份，如 zhijie month 2026-03', USAGE);
      const dataDir = mkdtempSync(join(tmpdir(), 'zhijie-month-'));
      try {
        return await run(dataDir, period.value);
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    }),
};

async function run(dataDir: string, period: Month): Promise<number> {
  let clock: Instant = startOfDay(calendarDate(`${period}-01`));
  const network = await startNetwork({ dataDir, now: () => clock, onProgress: console.log });
  const app = await buildHttp(network);
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const setClock = (at: Instant): void => {
      clock = at;
    };
    const { settled } = await runMonth({ network, url, period, setClock, onProgress: console.log });
    console.log(`\n${matrixLines(settled).join('\n')}\n`);
    const report = await examine(readInstallation(dataDir));
    printReport(report);
    const isDone = settled.state === 'settled' && settled.generatedAt >= generationMoment(period);
    return isDone && report.findings.length === 0 ? 0 : 1;
  } finally {
    await app.close();
    await network.stop();
  }
}
