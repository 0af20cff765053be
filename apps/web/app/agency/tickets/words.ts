import { PROVINCE_NAMES } from '@zhijie/kernel';
import type { AnswerOf, BodyOf } from '../../api/call.ts';
import type { Tone } from '../../ui/status.tsx';

export const LIST = 'GET /api/agency/tickets';
export const READ = 'GET /api/agency/tickets/{ticketId}';
export const STEP = 'POST /api/agency/tickets/{ticketId}/steps';
export type Ticket = AnswerOf<typeof LIST>['tickets'][number];
export type Seen = AnswerOf<typeof READ>;
export type Topic = BodyOf<'POST /api/agency/tickets'>['topic'];
export type StepBody = Omit<BodyOf<typeof STEP>, 'requestKey'>;

export const provinceName = (code: string): string => PROVINCE_NAMES[code] ?? code;

export const TOPICS: Readonly<Record<Topic, string>> = {
  filing: '备案类（2 个工作日）',
  system: '系统故障（1 个工作日）',
  other: '其他（10 个工作日）',
};
const SHORT: Readonly<Record<Topic, string>> = { filing: '备案类', system: '系统故障', other: '其他' };
export const kindText = ({ about, topic }: Pick<Ticket, 'about' | 'topic'>): string =>
  about === 'inquiry' ? '费用协查' : `工单·${SHORT[topic]}`;

export const STATES: Readonly<Record<Ticket['state'], readonly [Tone, string]>> = {
  open: ['wait', '待答复'],
  answered: ['info', '待确认'],
  confirmed: ['good', '已办结'],
  withdrawn: ['quiet', '已撤回'],
};
export const RESULTS = { 'no-error': '核查无误', error: '核查有误', answered: '已答复' } as const;
/** Whoever is not content climbs: who deals with it. */
export const LEVELS = ['经办', '省级', '国家级'] as const;

const STEPS: Readonly<Record<string, string>> = {
  open: '提出',
  edit: '修改',
  withdraw: '撤回',
  cooperate: '增加协同省份',
  'ask-extension': '申请延期',
  'agree-extension': '同意延期',
  'refuse-extension': '不同意延期',
  answer: '答复',
  confirm: '确认',
  dispute: '有异议，升级办理',
};
export const stepText = (kind: string): string => STEPS[kind] ?? kind;

const FACTS: Readonly<Record<string, string>> = {
  certificateNumber: '身份证号',
  name: '姓名',
  gender: '性别',
  institution: '医疗机构',
  inpatientNumber: '住院号',
  invoiceNumber: '票据号',
  admittedOn: '入院日期',
  dischargedOn: '出院日期',
  note: '说明',
};
export const factText = (name: string): string => FACTS[name] ?? name;
/** What an inquiry must say of a stay, in the order of the paper. */
export const STAY_FACTS = Object.keys(FACTS).filter((name) => name !== 'note');

/** Answers that are given again and again; a person changes them before sending. */
export const TEMPLATES: readonly { readonly title: string; readonly text: string }[] = [
  { title: '备案已补录', text: '已核实并补录备案，请参保人重新办理结算。' },
  { title: '备案材料不全', text: '材料不齐全，已通知参保人补充，收到后办理。' },
  { title: '系统已恢复', text: '故障已排除，积压的报文已重新发送，请再试一次。' },
  { title: '结算已核对', text: '已与就医机构核对，双方金额一致。' },
  { title: '已转医疗机构', text: '已转医疗机构核查，结果将另行答复。' },
];

export const BOXES = [
  ['answer', '待我方答复'],
  ['confirm', '待我方确认'],
  ['asked', '我方提出的'],
  ['done', '已办结'],
] as const;
export type Box = (typeof BOXES)[number][0];

/** Whether a ticket lies in a box of a province. */
export function liesIn(box: Box, own: string, { state, from, to }: Ticket): boolean {
  if (box === 'answer') return state === 'open' && to === own;
  if (box === 'confirm') return state === 'answered' && from === own;
  if (box === 'asked') return from === own && (state === 'open' || state === 'answered');
  return state === 'confirmed' || state === 'withdrawn';
}
