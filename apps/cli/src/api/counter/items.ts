import { EXAMPLE_KNOWLEDGE } from '@zhijie/audit';
import { formatUnitPrice, LABELS, ok, type Result } from '@zhijie/kernel';
import type { ItemsQuery } from './schema.ts';
import type { Window } from './window.ts';

const MOST = 20;

/**
 * Items of the care place's catalogue by code, part of the name, or the first letters of its sounds; the best
 * match first. An item for another age or sex than the patient's says so before it is taken (journey 16).
 */
export function findCounterItems({ place, deps }: Window, query: ItemsQuery): Result<object, never> {
  const text = query.text.trim().toUpperCase();
  const rank = (item: {
    readonly itemCode: string;
    readonly name: string;
    readonly soundCode: string;
  }): number => {
    const sound = item.soundCode.toUpperCase();
    if (item.itemCode === text || sound === text) return 0;
    if (sound.startsWith(text) || item.name.startsWith(query.text)) return 1;
    if (item.name.includes(query.text) || item.itemCode.startsWith(text)) return 2;
    return sound.includes(text) ? 3 : 9;
  };
  const found = deps
    .catalogueOf(place.area)
    .items()
    .map((item) => ({ item, rank: rank(item) }))
    .filter((each) => each.rank < 9)
    .sort((a, b) => a.rank - b.rank || (a.item.itemCode < b.item.itemCode ? -1 : 1));
  return ok({
    items: found.slice(0, MOST).map(({ item }) => ({
      itemCode: item.itemCode,
      name: item.name,
      soundCode: item.soundCode,
      unit: item.unit,
      specification: item.specification,
      category: LABELS.feeCategory[item.category],
      paymentClass: item.paymentClass,
      price: item.price === null ? null : formatUnitPrice(item.price),
      warning: warningOf(deps, item.itemCode, query),
    })),
    isMore: found.length > MOST,
  });
}

function warningOf(
  deps: Window['deps'],
  itemCode: string,
  { gender, age: years }: ItemsQuery,
): string | null {
  const age = years === undefined ? undefined : Number(years);
  const { genders, ages } = deps.auditKnowledge ?? EXAMPLE_KNOWLEDGE;
  const ofGender = genders.find((row) => row.itemCodes.includes(itemCode));
  if (ofGender !== undefined && gender !== undefined && ofGender.gender !== gender)
    return `此项目限${ofGender.gender === 'female' ? '女性' : '男性'}使用，请核对`;
  const ofAge = ages.find((row) => row.itemCodes.includes(itemCode));
  if (ofAge === undefined || age === undefined) return null;
  if (ofAge.most !== null && age > ofAge.most)
    return `此项目限 ${ofAge.most} 岁及以下使用，患者 ${age} 岁，请核对`;
  if (ofAge.least !== null && age < ofAge.least)
    return `此项目限 ${ofAge.least} 岁及以上使用，患者 ${age} 岁，请核对`;
  return null;
}
