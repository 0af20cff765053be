/** What to do, in order, from the answers to seven questions: procedures of 医保发〔2022〕22号, no login. */
import type { FilingCategory } from '@zhijie/kernel';

export type GuideAnswers = {
  readonly who: 'self' | 'relative';
  readonly insurance: 'employee' | 'resident';
  readonly home: string;
  readonly destination: string;
  readonly reason: FilingCategory;
  readonly care: 'inpatient' | 'outpatient' | 'chronic' | 'pharmacy';
  readonly stage: 'before' | 'admitted' | 'discharged';
  readonly filed: 'yes' | 'no' | 'unsure';
};

export type Step = { readonly text: string; readonly source: string };
export type Guide = { readonly title: string; readonly steps: readonly Step[]; readonly canFile: boolean };

const RULES = '医保发〔2022〕22号《基本医疗保险跨省异地就医直接结算经办规程》';
const SOURCES = {
  papers: `${RULES}第八条`,
  valid: `${RULES}第十条`,
  place: `${RULES}第十一条`,
  visits: `${RULES}第十二条`,
  network: `${RULES}第十五条`,
  late: `${RULES}第十六条`,
  offline: `${RULES}第四十四条`,
} as const;

const PAPERS: Readonly<Record<FilingCategory, string>> = {
  'retiree-resettled': '准备医保码或身份证、户口簿；户口簿不在手边可以写承诺书',
  'long-term-resident': '准备医保码或身份证、居住证明；没有居住证明可以写承诺书',
  'stationed-worker': '准备医保码或身份证，派出证明、单位证明、合同任选一样；也可以写承诺书',
  referral: '准备医保码或身份证、参保地医院开的转诊证明；不能用承诺书代替',
  'emergency-rescue': '急诊抢救不用另交材料；请医院在入院或门诊登记时写明急诊',
  'other-temporary': '准备医保码或身份证，不用另交材料',
};

const step = (text: string, source: string): Step => ({ text, source });

const arriving = ({ care }: GuideAnswers): Step =>
  care === 'inpatient'
    ? step('入院时出示医保码，告诉窗口是异地医保；看看屏幕是不是绿灯', SOURCES.visits)
    : step('选一家开通了这类跨省结算的医院或药店，挂号、付费时出示医保码', SOURCES.network);

/** Already in hospital without a filing: not too late before the discharge is settled. */
function inHospital(answers: GuideAnswers): Step[] {
  const file = answers.who === 'self' ? '现在就办备案' : '替家人办备案：家人给您验证码，您来填';
  return [
    step('先别急着自费出院：告诉医院医保窗口“正在补办异地备案”', SOURCES.late),
    step(`${file}，一般当天生效；${PAPERS[answers.reason]}`, SOURCES.papers),
    step('请窗口重新查一次，屏幕变绿灯就是办好了', SOURCES.late),
    step('出院时按医保直接结算，只付自己那部分', SOURCES.late),
  ];
}

const discharged = (): Step[] => [
  step('向医院要齐：发票或电子票据、费用清单、诊断证明或出院小结', SOURCES.late),
  step('可以补办备案；补办的按参保地规定报销', SOURCES.late),
  step('在参保地线上或窗口申请手工报销，按参保地规定计算', SOURCES.offline),
];

const before = (answers: GuideAnswers): Step[] => [
  step(PAPERS[answers.reason], SOURCES.papers),
  step('办备案：选到城市就行，不用选医院', SOURCES.place),
  step(
    ['referral', 'emergency-rescue', 'other-temporary'].includes(answers.reason)
      ? '临时备案至少 6 个月有效，期内可以多次看病'
      : '长期备案一直有效，直到变更或参保状态改变',
    SOURCES.valid,
  ),
  arriving(answers),
];

const filed = (answers: GuideAnswers): Step[] => [
  step('备案已经有了，不用再办', SOURCES.visits),
  arriving(answers),
  step('出院或付费时直接结算，只付自己那部分', SOURCES.visits),
];

const atHome = (): Step[] => [step('在参保地看病不用备案，直接出示医保码', RULES)];

/** Ordered steps with their sources. Emergencies count as filed; home needs no filing. */
export function guideOf(answers: GuideAnswers): Guide {
  if (answers.home === answers.destination) return { title: '不用备案', steps: atHome(), canFile: false };
  if (answers.stage === 'discharged')
    return { title: '已经出院：可以手工报销', steps: discharged(), canFile: true };
  if (answers.filed === 'yes') return { title: '可以直接结算', steps: filed(answers), canFile: false };
  if (answers.stage === 'admitted')
    return { title: '先别急着自费出院', steps: inHospital(answers), canFile: true };
  return { title: '先办备案，再去看病', steps: before(answers), canFile: true };
}
