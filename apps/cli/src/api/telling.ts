import { formatYuan, type Refusal } from '@zhijie/kernel';

/** How details of refusals read: amounts in fen under a name, other values under theirs. */
export type DetailNames = {
  readonly money: Readonly<Record<string, string>>;
  readonly plain?: Readonly<Record<string, string>>;
};

/** What a refusal knows besides its code, in brackets: '（应付 12.50 元，月份 2026-03）'; '' when nothing. */
export function detailText({ detail = {} }: Pick<Refusal, 'detail'>, names: DetailNames): string {
  const parts = Object.entries(detail).flatMap(([name, value]) => {
    const money = names.money[name];
    if (money !== undefined) return [`${money} ${formatYuan(value as Parameters<typeof formatYuan>[0])} 元`];
    const plain = names.plain?.[name];
    return plain === undefined ? [] : [`${plain} ${value}`];
  });
  return parts.length === 0 ? '' : `（${parts.join('，')}）`;
}
