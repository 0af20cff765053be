import { AREA_NAMES, type AreaCode, isAreaCode, provinceOf } from '@zhijie/kernel';

/** The areas that the project's network serves, in ascending order. */
export const servedAreas: readonly AreaCode[] = Object.keys(AREA_NAMES).filter(isAreaCode).sort();

/** The provinces of those areas: the addresses of their nodes. */
export const servedProvinces: readonly string[] = [...new Set(servedAreas.map(provinceOf))];

/** Served areas of one province. */
export function areasOf(province: string): readonly AreaCode[] {
  return servedAreas.filter((area) => provinceOf(area) === province);
}
