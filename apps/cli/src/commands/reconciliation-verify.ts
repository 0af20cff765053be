import { readFileSync } from 'node:fs';
import { type DaySheet, verifySheet } from '@zhijie/clearing';
import { importPublic } from '@zhijie/crypto';
import { areaNameOf, formatYuanForPeople, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';
import { VERDICT_LABELS } from '../api/papers/work-sheets.ts';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie reconciliation：三方日对账单的核对

  zhijie reconciliation verify FILE --key 国家端公钥
      核对日对账单上国家端的 SM2 签名，列出笔数、金额和了结的差异
      --key   公钥：文件，或直接写十六进制、PEM
      --json  输出 JSON

  退出码：0 签名有效；1 签名无效，或文件读不了；2 命令写错
`;

const TEXT = { type: 'string' } as const;
const OPTIONS = { key: TEXT, json: { type: 'boolean' } } as const;

/** Checks of the daily reconciliation that anybody can make with a file in hand. */
export const reconciliation: Command = {
  name: 'reconciliation',
  summary: '对账：verify 核对已签名的日对账单',
  run: (args) =>
    withOptions(args, { usage: USAGE, options: OPTIONS, positionals: true }, (values, [action, ...given]) => {
      if (action !== 'verify' || given.length !== 1)
        return wrongCall('请写 zhijie reconciliation verify FILE', USAGE);
      if (typeof values.key !== 'string') return wrongCall('缺少 --key', USAGE);
      return verifyFile(given[0]!, values.key, values);
    }),
};

function textOfFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function keyOf(given: string) {
  try {
    return importPublic((textOfFile(given) ?? given).trim());
  } catch {
    return null;
  }
}

function verifyFile(path: string, key: string, values: Values): number {
  const [text, publicKey] = [textOfFile(path), keyOf(key)];
  if (text === null || publicKey === null) {
    console.error(text === null ? `读不了 ${path}` : '--key 不是 SM2 公钥');
    return 1;
  }
  const verified = verifySheet(text, publicKey);
  if (values.json === true) console.log(JSON.stringify(verified, null, 2));
  else if (verified.ok) console.log(linesOf(verified.value).join('\n'));
  else
    console.log(
      verified.refusal.code === 'not-a-sheet' ? '不是日对账单' : '签名无效：内容被改动，或公钥不对',
    );
  return verified.ok ? 0 : 1;
}

function linesOf({ day, province, version, pairs, exceptions }: DaySheet): string[] {
  return [
    `签名有效：${PROVINCE_NAMES[province] ?? province} ${day} 三方日对账单（第 ${version} 版）`,
    ...pairs.map(({ careArea, insuredArea, count, claim }) => {
      const between = `${areaNameOf(insuredArea)}在${areaNameOf(careArea)}`;
      return `  ${between}：${count} 笔，${formatYuanForPeople(totalFen(claim))}`;
    }),
    ...exceptions.map(({ itemId, verdict, closed, by, reason }) => {
      const how = closed === 'explained' ? `说明：${reason}（${by}）` : '已一致或相抵';
      return `  ${itemId} ${VERDICT_LABELS[verdict] ?? verdict}，${how}`;
    }),
  ];
}
