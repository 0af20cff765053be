import type { InsuranceType } from '@zhijie/kernel';

type Skeleton = {
  readonly area: string;
  readonly insurance: InsuranceType;
  readonly title: string;
  readonly from: string;
  readonly cite: string;
};

const NEEDED = ['deductible', 'poolRates', 'poolCap'] as const;
const FILL = '查到以后整条替换，写法见 policies/README.md';

export function sourcesSkeleton(title: string): string {
  return `# ${title}的出处。政策包里的每个数字都引用这里的一条。
sources:
  todo:
    title: 待填（文件名称）
    # document: 某医保发〔2026〕1号
    # issued: 2026-01-01
    # url: https://…
    grade: D
    note: 骨架，还没有出处；填好后改掉 todo 这个名字
`;
}

/** Every table stated as not provided: whoever calculates is told what is missing, by name. */
export function packSkeleton({ area, insurance, title, from, cite }: Skeleton): string {
  const table = (indent: string, name: string): string =>
    `${indent}${name}:\n${indent}  - { from: ${from}, cite: ${cite}, state: not-provided }  # ${FILL}\n`;
  const second = insurance === 'employee' ? ['largeAmount', 'civilServant'] : ['criticalIllness'];
  const benefit = (name: string): string =>
    `  ${name}:\n    tables:\n${NEEDED.map((one) => table('      ', one)).join('')}`;
  return `# ${title}：骨架。没有查到的写 not-provided，用到时按名拒绝；不要写 0，不要猜。
pack: ${area}-${insurance}
title: ${title}
area: "${area}"
insurance: ${insurance}
extends: 000000-${insurance}
# asOf、policyYear、rounding 不写时用全国层的
# 异地待遇（referral）不写时：长期备案同本地，其余未提供

tables:
${[...second, 'medicalAid'].map((name) => table('  ', name)).join('')}
benefits:
${['inpatient', 'outpatient', 'chronic'].map(benefit).join('')}`;
}

export function caseSkeleton({ area, insurance, from }: Omit<Skeleton, 'cite'>): string {
  const group = insurance === 'employee' ? 'active' : 'adult';
  return `# 填好数字后，把官方例子或结算单写成案例，逐分核对（origin: official-example、settlement-slip）。
cases:
  - name: 还没有填写：按名拒绝，不猜
    origin: regression
    area: "${area}"
    insurance: ${insurance}
    benefit: inpatient
    date: ${from}
    person: { level: level3, group: ${group}, age: "40", referral: local }
    fees: { total: 1万元 }
    expectRefusal: policy-not-provided
`;
}
