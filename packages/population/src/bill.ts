import {
  assert,
  type Fen,
  lineAmount,
  parseUnitPrice,
  type Quantity,
  quantity,
  type Random,
  sumFen,
  type UnitPrice,
} from '@zhijie/kernel';

/** What a bill needs of a catalogue row. */
export type PricedItem = { readonly itemCode: string; readonly itemName: string; readonly price: UnitPrice };

export type SyntheticLine = {
  readonly lineId: string;
  readonly itemCode: string;
  readonly itemName: string;
  readonly unitPrice: UnitPrice;
  readonly quantity: Quantity;
  /** Price × quantity, fen. */
  readonly amount: Fen;
};

export type SyntheticBill = { readonly lines: readonly SyntheticLine[]; readonly total: Fen };

/** Reads code, name and usual price out of `catalogues/items.csv` (its fields are never quoted). */
export function pricedItems(itemsCsv: string): PricedItem[] {
  const [header = '', ...rows] = itemsCsv.split('\n').filter((row) => row !== '');
  const columns = header.split(',');
  const [code, name, price] = ['code', 'name', 'price_yuan'].map((column) => columns.indexOf(column));
  return rows.map((row) => {
    const fields = row.split(',');
    const parsed = parseUnitPrice(fields[price!] ?? '');
    assert(parsed.ok && fields.length === columns.length, 'A row of the catalogue cannot be read');
    return { itemCode: fields[code!]!, itemName: fields[name!]!, price: parsed.value };
  });
}

/** A bill of `lines` lines: items by chance, mostly one to five pieces, sometimes half a piece. */
export function syntheticBill(random: Random, items: readonly PricedItem[], lines: number): SyntheticBill {
  const drawn = Array.from({ length: lines }, (_, index) => {
    const item = random.pick(items);
    const pieces = quantity(random.chance(1, 12) ? 5_000 : (1 + random.below(5)) * 10_000);
    return {
      lineId: `L${String(index + 1).padStart(4, '0')}`,
      itemCode: item.itemCode,
      itemName: item.itemName,
      unitPrice: item.price,
      quantity: pieces,
      amount: lineAmount(item.price, pieces),
    };
  });
  return { lines: drawn, total: sumFen(drawn.map((line) => line.amount)) };
}
