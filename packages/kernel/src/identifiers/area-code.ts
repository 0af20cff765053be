import type { Brand } from '../base/brand.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';

/**
 * Insurance area (医保区划): six digits PPCCDD after GB/T 2260, extended by the insurance administration, e.g.
 * `PP9900` for a provincial pool. The first two digits name the province; 99 is the fictional example.
 */
export type AreaCode = Brand<string, 'AreaCode'>;

export const PROVINCE_NAMES: Readonly<Record<string, string>> = {
  11: '北京市',
  12: '天津市',
  13: '河北省',
  14: '山西省',
  15: '内蒙古自治区',
  21: '辽宁省',
  22: '吉林省',
  23: '黑龙江省',
  31: '上海市',
  32: '江苏省',
  33: '浙江省',
  34: '安徽省',
  35: '福建省',
  36: '江西省',
  37: '山东省',
  41: '河南省',
  42: '湖北省',
  43: '湖南省',
  44: '广东省',
  45: '广西壮族自治区',
  46: '海南省',
  50: '重庆市',
  51: '四川省',
  52: '贵州省',
  53: '云南省',
  54: '西藏自治区',
  61: '陕西省',
  62: '甘肃省',
  63: '青海省',
  64: '宁夏回族自治区',
  65: '新疆维吾尔自治区',
  66: '新疆生产建设兵团',
  99: '示例省',
};

/** Names of the areas that the project's own network serves. */
export const AREA_NAMES: Readonly<Record<string, string>> = {
  110000: '北京市',
  310000: '上海市',
  360100: '江西省南昌市',
  370600: '山东省烟台市',
  410100: '河南省郑州市',
  430100: '湖南省长沙市',
  440100: '广东省广州市',
  610100: '陕西省西安市',
  611000: '陕西省商洛市',
  990100: '示例省示例市',
  990101: '示例省甲例市',
  990102: '示例省乙例市',
  990103: '示例省丙例市',
};

export function isAreaCode(text: string): text is AreaCode {
  return /^\d{6}$/.test(text) && text.slice(0, 2) in PROVINCE_NAMES;
}

/** Six digits of a known province. Refusal: `not-an-area`. */
export function parseAreaCode(text: string): Result<AreaCode, Refusal<'not-an-area'>> {
  return isAreaCode(text) ? ok(text) : refuse('not-an-area');
}

/** The two digits of the province, which are also the address of its node. */
export function provinceOf(area: string): string {
  return area.slice(0, 2);
}

/** The area's name, or its province's, or the code itself when nobody knows it. */
export function areaNameOf(area: string): string {
  return AREA_NAMES[area] ?? PROVINCE_NAMES[provinceOf(area)] ?? area;
}
