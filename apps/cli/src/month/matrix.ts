import type { NationalView } from '@zhijie/hub';
import { formatYuanForPeople, LABELS, PROVINCE_NAMES, totalFen } from '@zhijie/kernel';

const nameOf = (province: string): string => PROVINCE_NAMES[province] ?? province;
const money = (amount: number): string => formatYuanForPeople(totalFen(amount));
const INSURANCE_TYPES = ['employee', 'resident'] as const;

type Shown = Pick<NationalView, 'period' | 'root' | 'items' | 'matrix' | 'nets' | 'positions' | 'duties'>;

/** Who owes whom: gross per pair, employee and resident apart, then each province's net. For a terminal. */
export function matrixLines({ period, items, matrix, nets, positions, root }: Shown): string[] {
  const lines = [`${period} 全国清算表：${items} 笔${root === null ? '' : `；根哈希 ${root}`}`];
  for (const insuranceType of INSURANCE_TYPES) {
    const own = matrix.filter((row) => row.insuranceType === insuranceType);
    const total = own.reduce((sum, { amount }) => totalFen(sum + amount), 0);
    lines.push(`  ${LABELS.insuranceType[insuranceType]}：应付合计 ${money(total)}`);
    for (const { payer, payee, amount, isReturn, label } of own) {
      const mark = isReturn ? '*（退回）' : '';
      lines.push(`    ${nameOf(payer)} 付 ${nameOf(payee)}${mark}  ${money(amount)}  ${label}`);
    }
    for (const { province, net } of nets.filter((each) => each.insuranceType === insuranceType)) {
      lines.push(`    净额 ${nameOf(province)}  ${net < 0 ? '应付' : '应收'} ${money(Math.abs(net))}`);
    }
  }
  const outstanding = positions.reduce((sum, each) => totalFen(sum + each.outstandingPayable), 0);
  const sum = nets.reduce((total, { net }) => totalFen(total + net), 0);
  return [...lines, `  各省净额之和 ${money(sum)}；未付 ${money(outstanding)}`];
}

/** The matrix, and what is overdue. */
export function nationalLines(view: Shown): string[] {
  const overdue = view.duties.filter(({ isOverdue, doneAt }) => isOverdue && doneAt === null);
  return [
    ...matrixLines(view),
    ...overdue.map(({ step, owner, due, orderId }) => {
      const who = owner === 'hub' ? '国家端' : nameOf(owner);
      return `  逾期：${who} ${step} 应于 ${due.on} 前${orderId === null ? '' : `（${orderId}）`}`;
    }),
  ];
}
