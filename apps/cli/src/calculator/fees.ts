import { classifyLine, describeRefusal } from '@zhijie/engine';
import {
  addFeeParts,
  areaNameOf,
  type FeeParts,
  isAreaCode,
  lineAmount,
  ok,
  parseQuantity,
  parseUnitPrice,
  subtractFen,
  ZERO_FEE_PARTS,
} from '@zhijie/kernel';
import { all, invalid, type Read, yuan } from './fields.ts';
import type { CalculationInput, LineText } from './input.ts';
import type { Knowledge } from './knowledge.ts';

/** The fee parts of a bill and what was assumed to get them. */
export type ReadFees = { readonly fees: FeeParts; readonly assumptions: readonly string[] };

/** By lines under the catalogue of the place of care, or by the totals of a statement. */
export function feesOf(input: CalculationInput, knowledge: Knowledge): Read<ReadFees> {
  const lines = linesOf(input);
  if (!lines.ok) return lines;
  if (lines.value === null) return feesByTotals(input);
  if (input.total !== undefined && input.total !== null)
    return invalid('total', '总费用和明细只能给出一种：有明细时总费用由明细相加');
  return feesByLines(input.careArea ?? '', lines.value, knowledge);
}

function linesOf(input: CalculationInput): Read<readonly LineText[] | null> {
  if (input.lines !== undefined) return ok(input.lines);
  if (typeof input.linesCsv !== 'string') return ok(null);
  const [head = '', ...rows] = input.linesCsv.replaceAll('\r', '').trim().split('\n');
  if (head.trim() !== 'code,quantity,price') return invalid('lines', '首行应为 code,quantity,price');
  return ok(
    rows.map((row) => {
      const [itemCode = '', quantity = '', unitPrice = ''] = row.split(',').map((cell) => cell.trim());
      return { itemCode, quantity, unitPrice };
    }),
  );
}

function feesByTotals(input: CalculationInput): Read<ReadFees> {
  if (input.total === undefined || input.total === null)
    return invalid('total', '没有给出；请给出总费用，或给出明细和就医地');
  const read = all({
    total: yuan('total', input.total),
    excluded: yuan('excluded', input.excluded ?? '0'),
    overLimit: yuan('overLimit', input.overLimit ?? '0'),
    selfPaidFirst: yuan('selfPaidFirst', input.selfPaidFirst ?? '0'),
  });
  if (!read.ok) return read;
  const { total, excluded, overLimit, selfPaidFirst } = read.value;
  const eligible = subtractFen(subtractFen(subtractFen(total, excluded), overLimit), selfPaidFirst);
  if (eligible < 0) return invalid('total', '小于全自费、超限价与先行自付之和；请核对这四个数');
  const assumptions = ['按合计试算：没有用就医地目录核对明细'];
  const missing = (['excluded', 'overLimit', 'selfPaidFirst'] as const).filter((f) => input[f] === undefined);
  if (missing.length > 0) assumptions.push('没有给出的全自费、超限价、先行自付按 0 元计算');
  return ok({ fees: { total, excluded, overLimit, selfPaidFirst, eligible }, assumptions });
}

function feesByLines(careArea: string, lines: readonly LineText[], knowledge: Knowledge): Read<ReadFees> {
  if (!isAreaCode(careArea))
    return invalid('careArea', `"${careArea}" 不是六位行政区划；明细按就医地的目录划分，如 110000`);
  if (lines.length === 0) return invalid('lines', '一行也没有');
  const catalogue = knowledge.catalogueOf(careArea);
  let fees = ZERO_FEE_PARTS;
  for (const [index, { itemCode, quantity: quantityText, unitPrice: priceText }] of lines.entries()) {
    const at = `lines[${index}]`;
    const quantity = parseQuantity(quantityText);
    const unitPrice = parseUnitPrice(priceText);
    const row = `第 ${index + 1} 行`;
    if (!quantity.ok)
      return invalid(`${at}.quantity`, `${row}的数量 "${quantityText}" 不合规，至多四位小数，如 2`);
    if (!unitPrice.ok)
      return invalid(`${at}.unitPrice`, `${row}的单价 "${priceText}" 不合规，至多六位小数，如 98.00`);
    const amount = lineAmount(unitPrice.value, quantity.value);
    const line = classifyLine(catalogue, {
      itemCode,
      unitPrice: unitPrice.value,
      quantity: quantity.value,
      amount,
    });
    if (!line.ok) return invalid(`${at}.itemCode`, `${row}：${describeRefusal(line.refusal)}`);
    fees = addFeeParts(fees, line.value.fees);
  }
  if (fees.total < 0) return invalid('lines', '退货超过了购买，合计为负');
  const own = knowledge.careAreas.includes(careArea)
    ? `明细按就医地${areaNameOf(careArea)}的合成示例目录划分`
    : `${careArea} 没有自己的目录，明细按通用的合成示例目录划分`;
  return ok({ fees, assumptions: [own] });
}
