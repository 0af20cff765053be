import { type DaySheet, sheetText } from '@zhijie/clearing';
import { sm3Hex } from '@zhijie/crypto';
import { daySheetDocument, type Paper } from '@zhijie/documents';
import {
  areaNameOf,
  formatDateTime,
  instant,
  ok,
  PROVINCE_NAMES,
  type Refusal,
  type Result,
  totalFen,
} from '@zhijie/kernel';
import type { Desk } from '../desk.ts';
import { readSheet } from '../reconciliation/work.ts';
import { VERDICT_LABELS } from './work-sheets.ts';

/**
 * The signed day sheet of the asking province as a paper; the signed file is enclosed. Refuses as
 * reading it does.
 */
export async function daySheetPaper(desk: Desk, day: string): Promise<Result<Paper, Refusal>> {
  const file = await readSheet(desk, day);
  if (!file.ok) return file;
  const { sheet, signature } = JSON.parse(file.value) as { sheet: DaySheet; signature: string };
  const completedAt = instant(sheet.completedAt);
  return ok(
    daySheetDocument({
      day: sheet.day,
      province: PROVINCE_NAMES[sheet.province] ?? sheet.province,
      version: sheet.version,
      completedAt: formatDateTime(completedAt),
      issuedAt: completedAt,
      pairs: sheet.pairs.map(({ careArea, insuredArea, count, claim, digest }) => ({
        insured: areaNameOf(insuredArea),
        care: areaNameOf(careArea),
        count,
        amount: totalFen(claim),
        digest,
      })),
      differences: sheet.exceptions.map(({ itemId, verdict, closed, by, at, reason }) => ({
        itemId,
        verdict: VERDICT_LABELS[verdict] ?? verdict,
        closed: closed === 'explained' ? `说明：${reason}` : '已一致或相抵',
        by,
        at: formatDateTime(instant(at)),
      })),
      signature: {
        algorithm: 'SM2-SM3，国家平台签发',
        over: '日对账单的 JSON 文本',
        digest: sm3Hex(sheetText(sheet)),
        publicKey: null,
        value: signature,
        check: '取出本文件的附件，运行 zhijie reconciliation verify 文件 --key 国家端公钥',
      },
      json: file.value,
    }),
  );
}
