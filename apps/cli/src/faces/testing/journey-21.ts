/** Test support, journey 21: 25 lines of a catalogue file from 2026-10-01. */
import { writeWorkbook } from '@zhijie/documents';
import type { Instant } from '@zhijie/kernel';
import type { CareCatalogue } from '@zhijie/province';
import { ITEM } from '../../acceptance/items.ts';
import { COLUMNS } from '../../api/catalogues/columns.ts';

type Items = ReturnType<CareCatalogue['items']>;
export type FileRow = readonly string[];

export const UNKNOWN_CODES = ['991199001010000', '991199001020000', '991199001030000'];
/** The place's own item that is two of the catalogue. */
export const DIVIDED = { code: 'BJMR0001', name: '磁共振平扫加增强' };

const own = (code: string, unit: string, rate: string): FileRow => [
  ...[code, `示例 ${code}`, unit, code, '', '乙', rate, ''],
];
const rateOf = ({ selfPaidFirstRate }: Items[number]): string => `${selfPaidFirstRate / 100}%`;

/**
 * 20 items, one of them dearer from the day on; 3 codes that nobody knows; one item that is two, 70/30, whose
 * 「次」 is a 「部位」 of the catalogue.
 */
export function journeyRows(items: Items): FileRow[] {
  const services = (unit: string): Items =>
    items.filter((item) => item.kind === 'service' && item.unit === unit && item.paymentClass === 'B');
  const [examined] = services('部位');
  const others = services('次').slice(0, 20);
  const half = (item: Items[number], share: string): FileRow => [
    ...[DIVIDED.code, DIVIDED.name, '次', item.itemCode, share, '乙', rateOf(item), ''],
  ];
  return [
    own(ITEM.drugB, '盒', '20%'),
    ...others.slice(0, 19).map((item) => own(item.itemCode, '次', rateOf(item))),
    ...UNKNOWN_CODES.map((code) => own(code, '次', '10%')),
    half(examined!, '70%'),
    half(others[19]!, '30%'),
  ];
}

export async function catalogueWorkbook(rows: readonly FileRow[], at: Instant): Promise<Buffer> {
  const columns = COLUMNS.map(({ header, width }) => ({ header, width }));
  return Buffer.from(await writeWorkbook([{ name: '目录', columns, rows }], at));
}
