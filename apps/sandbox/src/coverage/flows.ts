/** The ways of a bill, as transactions in their order within one visit. */
export type Flow = {
  readonly id: string;
  readonly label: string;
  /** Each step is one of these transactions; other calls may stand between. */
  readonly steps: readonly (readonly string[])[];
};

/** Editions without card PIN end in A and mean the same step. */
const step = (number: string): readonly string[] => [number, `${number}A`];

export const FLOWS: readonly Flow[] = [
  {
    id: 'outpatient',
    label: '门诊：挂号、就诊、明细、预结算、结算',
    steps: ['2201', '2203', '2204', '2206', '2207'].map(step),
  },
  { id: 'outpatient-void', label: '门诊撤销：结算后撤销', steps: ['2207', '2208'].map(step) },
  { id: 'outpatient-cancel', label: '门诊退号：挂号后撤销', steps: ['2201', '2202'].map(step) },
  { id: 'outpatient-lines', label: '门诊明细撤销后重传', steps: ['2204', '2205', '2204'].map(step) },
  {
    id: 'inpatient',
    label: '住院：登记、明细、出院、预结算、结算',
    steps: ['2401', '2301', '2402', '2303', '2304'].map(step),
  },
  { id: 'inpatient-void', label: '住院撤销：结算后撤销', steps: ['2304', '2305'].map(step) },
  { id: 'inpatient-reopen', label: '出院撤销：出院办理后撤销', steps: ['2402', '2405'].map(step) },
  { id: 'inpatient-cancel', label: '入院撤销：登记后撤销', steps: ['2401', '2404'].map(step) },
  { id: 'inpatient-lines', label: '住院明细撤销后重传', steps: ['2301', '2302', '2301'].map(step) },
  {
    id: 'mobile',
    label: '移动支付：上传费用、下单、查询、退费',
    steps: ['6201', '6202', '6301', '6203'].map(step),
  },
];

/** Whether the successful transactions of one visit, in their order, contain the steps of a flow. */
export function hasFlow(flow: Flow, numbers: readonly string[]): boolean {
  let at = 0;
  for (const number of numbers) {
    if (flow.steps[at]?.includes(number) === true) at += 1;
    if (at === flow.steps.length) return true;
  }
  return false;
}
