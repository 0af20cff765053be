import { pagesOf } from '@zhijie/documents/testing/read-pdf';
import { type Actor, fen, ok, refuse, ZERO_FEN } from '@zhijie/kernel';
import type { BillSlip, Province } from '@zhijie/province';
import { expect, test } from 'vitest';
import { settlementSlip } from './slip.ts';

const fees = { total: 100_000, excluded: 0, overLimit: 0, selfPaidFirst: 0, eligible: 100_000 };
const parts = {
  feeTotal: 100_000,
  feeExcluded: 0,
  feeOverLimit: 0,
  feeSelfPaidFirst: 0,
  feeEligible: 100_000,
  deductibleApplied: 30_000,
  poolRate: 8_000,
  paidByPooledFund: 56_000,
  paidByCivilServantFund: 0,
  paidByEnterpriseSupplement: 0,
  paidByCriticalIllness: 0,
  paidByLargeAmount: 4_000,
  paidByMedicalAssistance: 0,
  paidByOtherFunds: 0,
  paidByFunds: 60_000,
  borneByPerson: 40_000,
  paidByPersonalAccount: 10_000,
  paidByFamilyAccount: 0,
  paidInCash: 30_000,
  paidByHospital: 0,
};
const decision = {
  settlementId: 'S1',
  settledAt: Date.UTC(2026, 2, 8, 6, 5, 9),
  personId: 'P1',
  insuredArea: '410100',
  insuranceType: 'employee',
  personGroup: 'active',
  referralClass: 'referral',
  filingId: 'F41',
  benefitPackHash: 'x',
  isProvisional: false,
  parts,
  fundDetails: [],
  accountBalance: 5_000,
  policyYear: 2026,
  warnings: [],
  steps: [],
} as const;
const bill = {
  settlementId: 'S1',
  state: 'settled',
  visitId: 'V1',
  careArea: '110000',
  providerId: 'H11010500001',
  providerName: '北京示例医院',
  careType: 'inpatient',
  admittedOn: '2026-03-01',
  dischargedOn: '2026-03-08',
  settledAt: decision.settledAt,
  reversedAt: null,
  decision,
} as const;
const facts: BillSlip = {
  bill: { ...bill, decision: { ...decision, fundDetails: [], warnings: [], steps: [] } },
  diagnoses: [
    { code: 'I10.x00', name: '高血压', isMain: false },
    { code: 'J18.900', name: '肺炎', isMain: true },
  ],
  categories: [
    {
      category: 'bed',
      fees: {
        ...fees,
        total: fen(100_000),
        eligible: fen(100_000),
        excluded: ZERO_FEN,
        overLimit: ZERO_FEN,
        selfPaidFirst: ZERO_FEN,
      },
    },
  ],
  added: [
    { counter: 'admissions', value: 1 },
    { counter: 'poolPaid', value: 56_000 },
    { counter: 'eligible', value: 100_000 },
  ],
};
const person = {
  personId: 'P1',
  name: '李建国',
  certificateNumber: '419900199003071358',
  gender: 'male',
  birthDate: '1990-03-07',
};
const actor: Actor = { id: 'P1', kind: 'person', node: '41', areas: ['410100'], roles: [] };

const printed = async (own: Partial<BillSlip>): Promise<string> => {
  const services = {
    slipOfPerson: async () => ok({ ...facts, ...own }),
    personSummary: async () => ok({ person }),
  } as unknown as Province['insured']['services'];
  const slip = await settlementSlip(services, actor, { personId: 'P1', settlementId: 'S1' });
  if (!slip.ok) throw new Error('refused');
  return (await pagesOf(slip.value)).join('');
};

test('A-02 the slip says in words what the insured side keeps; the number is masked as on the page', async () => {
  const text = await printed({});
  for (const said of [
    '跨省异地就医费用结算单',
    '姓名李建国性别男证件号码4199**********1358',
    '参保地河南省郑州市险种职工基本医疗保险',
    '住院起止2026-03-01至2026-03-08，7天',
    '备案类型已办转诊备案备案编号F41',
    '诊断J18.900肺炎；I10.x00高血压',
    '床位费1,000.00',
    '职工大额医疗费用补助支出40.00',
    '统筹比例80.00%',
    '个人现金¥300.00大写人民币叁佰元整',
    '住院次数1次',
    '结算时间2026-03-0814:05:09',
  ])
    expect(text).toContain(said);
  expect(text).not.toContain('419900199003071358');
  expect(text).not.toContain('公务员医疗补助');
});

test('A-02 an undone bill is void, and details that have not come in are told apart from an outpatient bill', async () => {
  const undone = { ...facts.bill, state: 'reversed' as const, reversedAt: Date.UTC(2026, 2, 9) };
  expect(await printed({ bill: undone, categories: null })).toMatch(/此单作废.*就医地尚未上传/);
  const outpatient = { ...facts.bill, careType: 'outpatient', dischargedOn: '2026-03-01' };
  const text = await printed({ bill: outpatient, categories: null });
  expect(text).toContain('门诊逐项费用见医院的收费清单');
  expect(text).toContain('就诊日期2026-03-01');
});

test('what the insured side refuses is refused', async () => {
  const services = { slipOfPerson: async () => refuse('settlement-unknown') };
  const asked = settlementSlip(services as never, actor, { personId: 'P1', settlementId: 'S9' });
  expect(await asked).toMatchObject({ refusal: { code: 'settlement-unknown' } });
});
