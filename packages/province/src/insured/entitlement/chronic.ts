/** Which benefit a chronic visit has (V-05, V-07): pure. */
import { type Benefit, benefitOf, type CareType } from '@zhijie/kernel';

/** The ten diseases that settle across provinces since the end of 2024 (医保办发〔2024〕19号, V-05). */
export const CROSS_PROVINCE_DISEASES = [
  'M03900', // 高血压
  'M01600', // 糖尿病
  'M00500', // 恶性肿瘤门诊放化疗
  'M07800', // 尿毒症透析
  'M08300', // 器官移植抗排异
  'M05300', // 慢性阻塞性肺疾病
  'M06900', // 类风湿关节炎
  'M04600', // 冠心病
  'M00200', // 病毒性肝炎
  'M07200', // 强直性脊柱炎
] as const;

/** The category of a local sub-code: M00503 belongs to M00500. */
export const categoryOf = (diseaseCode: string): string => `${diseaseCode.slice(0, 4)}00`;

export type ChronicQuestion = {
  readonly careType: CareType;
  readonly diseaseCode: string | null;
  readonly careArea: string;
  readonly insuredArea: string;
  /** What the insured area pays for; null: every disease. */
  readonly diseases: readonly string[] | null;
};

/**
 * The benefit of a visit. A chronic one whose disease the insured place lacks, or which does not settle
 * across provinces, is an ordinary outpatient visit (医保发〔2022〕22号 annex article 31, V-07). A visit whose
 * disease is not said yet is taken as it calls itself.
 */
export function benefitFor(question: ChronicQuestion): Benefit {
  const { careType, diseaseCode, careArea, insuredArea, diseases } = question;
  const benefit = benefitOf(careType);
  if (benefit !== 'chronic' || diseaseCode === null) return benefit;
  const category = categoryOf(diseaseCode);
  if (diseases !== null && !diseases.some((one) => categoryOf(one) === category)) return 'outpatient';
  const isElsewhere = careArea.slice(0, 2) !== insuredArea.slice(0, 2);
  const settlesThere = CROSS_PROVINCE_DISEASES.some((one) => one === category);
  return isElsewhere && !settlesThere ? 'outpatient' : 'chronic';
}
