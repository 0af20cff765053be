import { formatYuan } from '@zhijie/kernel';
import type { WhatIfReport } from './result.ts';
import { tablesOf, type Unit } from './tables.ts';
import { cliffText, movedText } from './words.ts';

/** Spreadsheets take a text without this mark for another encoding. */
const BYTE_ORDER_MARK = '﻿';

const UNITS: Readonly<Record<Unit, string>> = { fen: '元', count: '个', rate: '%' };

/** A field that a spreadsheet would read as a formula is kept a text. */
function field(text: string): string {
  const safe = /^[=+@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function valueText(value: number, unit: Unit): string {
  if (unit === 'count') return String(value);
  return formatYuan(value as Parameters<typeof formatYuan>[0]);
}

/**
 * The report as one long table: 表, 类别, 指标, 单位, 现行, 试算, 变化. A figure without before and after stands
 * in 试算. Amounts in yuan, ratios in per cent, both with two decimals.
 */
export function csvOf({ provenance, result }: WhatIfReport): string {
  const lines: string[][] = [['表', '类别', '指标', '单位', '现行', '试算', '变化']];
  const about = [
    ['政策包', provenance.pack.packId],
    ['政策包哈希', provenance.pack.hash],
    ['试算', provenance.overlay.overlayId],
    ['试算哈希', provenance.overlay.hash],
    ['政策包与试算合并哈希', provenance.hash],
    ['种子', provenance.seed],
    ['人次', String(provenance.size)],
    ['引擎版本', provenance.engine],
    ['人群版本', String(provenance.population)],
    ['政策日期', provenance.on],
    ['结果哈希', provenance.resultHash],
  ];
  for (const [name, value] of about) lines.push(['出处', name!, '', '', '', value!, '']);
  for (const { title, rows } of tablesOf(result))
    for (const { label, measures } of rows)
      for (const { name, unit, value } of measures) {
        const pair = typeof value === 'number' ? null : value;
        const after = typeof value === 'number' ? value : value.after;
        lines.push([
          title,
          label,
          name,
          UNITS[unit],
          pair === null ? '' : valueText(pair.before, unit),
          valueText(after, unit),
          pair === null ? '' : valueText(pair.after - pair.before, unit),
        ]);
      }
  for (const cliff of result.cliffs.added) lines.push(['断崖', '新增', cliffText(cliff), '', '', '', '']);
  for (const cliff of result.cliffs.removed) lines.push(['断崖', '消除', cliffText(cliff), '', '', '', '']);
  for (const cliff of result.cliffs.moved) lines.push(['断崖', '移动', movedText(cliff), '', '', '', '']);
  return BYTE_ORDER_MARK + lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}
