import { formatYuan, LABELS } from '@zhijie/kernel';
import { AGREEMENT_LABELS, DOCUMENT_LABELS } from '../../api/agency/index.ts';
import { type Values, wrongCall } from '../command.ts';
import { keyOf, listOf, missing, printList, type Work } from './arguments.ts';
import { printOutcome, textOf } from './client.ts';

const YES_NO: Readonly<Record<string, boolean>> = { on: true, off: false };

const nameOf = (labels: Readonly<Record<string, string>>, word: string): string => labels[word] ?? word;

export const creditAccount: Work = async (client, values, usage) => {
  const lacks = missing(values, ['event', 'insurance', 'amount']);
  if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
  const answer = await client.post<{ outcome: 'applied' | 'unchanged'; accountBalance: number }>(
    'account-credits',
    {
      eventId: textOf(values, 'event'),
      personId: textOf(values, 'person'),
      certificateNumber: textOf(values, 'number'),
      insuranceType: textOf(values, 'insurance'),
      amount: textOf(values, 'amount'),
    },
  );
  return printOutcome(
    answer,
    values,
    ({ accountBalance }) =>
      `个人账户余额 ${formatYuan(accountBalance as Parameters<typeof formatYuan>[0])} 元`,
  );
};

type Institution = {
  readonly name: string;
  readonly agreement: string;
  readonly isInpatientOpen: boolean;
  readonly isOutpatientOpen: boolean;
  readonly isChronicOpen: boolean;
  readonly isReadStrictly?: boolean;
};

const opened = (isOpen: boolean): string => (isOpen ? '开通' : '未开通');

export const setAgreement: Work = async (client, values, usage, providerId) => {
  if (providerId === undefined) return wrongCall('缺少机构编号：zhijie agency agreement set H…', usage);
  const flags = Object.entries({
    isInpatientOpen: 'inpatient',
    isOutpatientOpen: 'outpatient',
    isChronicOpen: 'chronic',
    isReadStrictly: 'strict',
  }).map(([field, name]) => [field, name, textOf(values, name)] as const);
  const wrong = flags.find(([, , text]) => text !== undefined && YES_NO[text] === undefined);
  if (wrong !== undefined) return wrongCall(`--${wrong[1]} 应为 on 或 off`, usage);
  if (missing(values, ['reason']) !== undefined) return wrongCall('缺少 --reason（变更理由）', usage);
  const given = flags.flatMap(([field, , text]) => (text === undefined ? [] : [[field, YES_NO[text]]]));
  const answer = await client.post<{ outcome: 'applied' | 'unchanged'; institution: Institution }>(
    `institutions/${encodeURIComponent(providerId)}/agreement`,
    {
      requestKey: keyOf(values),
      agreement: textOf(values, 'state'),
      ...Object.fromEntries(given),
      confirmsFrom: textOf(values, 'confirms-from'),
      reason: textOf(values, 'reason'),
    },
  );
  return printOutcome(answer, values, ({ institution: of }) => {
    const state = nameOf(AGREEMENT_LABELS, of.agreement);
    const open = [
      `住院${opened(of.isInpatientOpen)}`,
      `门诊${opened(of.isOutpatientOpen)}`,
      `门诊慢特病${opened(of.isChronicOpen)}`,
      `${of.isReadStrictly === true ? '严格' : '宽松'}读报文`,
    ];
    return `${of.name}，协议${state}；${open.join('，')}`;
  });
};

type Filing = { readonly filingId: string; readonly state: string };
type FilingAnswer = { readonly outcome: 'applied' | 'unchanged'; readonly filing: Filing };

const FILING_STATES: Readonly<Record<string, string>> = {
  submitted: '待审核',
  'in-force': '有效',
  refused: '不予备案',
  cancelled: '已取消',
  replaced: '已被代替',
};
const filingLine = ({ filing }: FilingAnswer): string =>
  `备案 ${filing.filingId}，${nameOf(FILING_STATES, filing.state)}`;

const onFiling =
  (what: string, body: (values: Values) => object, required: readonly string[] = []): Work =>
  async (client, values, usage, filingId) => {
    if (filingId === undefined) return wrongCall('缺少备案编号', usage);
    const lacks = missing(values, ['person', ...required]);
    if (lacks !== undefined) return wrongCall(`缺少 --${lacks}`, usage);
    const path = `filings/${encodeURIComponent(filingId)}/${what}`;
    const own = { requestKey: keyOf(values), personId: textOf(values, 'person') };
    const answer = await client.post<FilingAnswer>(path, { ...own, ...body(values) });
    return printOutcome(answer, values, filingLine);
  };

const decided = (decision: string, required: readonly string[] = []): Work =>
  onFiling('decision', (values) => ({ decision, reason: textOf(values, 'reason') }), required);

/** `zhijie agency filings …`: review of filings. */
export const FILING_WORK: Readonly<Record<string, Work>> = {
  list: (...asked) => listFilings(...asked),
  approve: decided('approve'),
  return: decided('return', ['reason']),
  reject: decided('reject', ['reason']),
  complete: onFiling('documents', (values) => ({ documents: listOf(values, 'documents') }), ['documents']),
  change: onFiling(
    'change',
    (values) => ({
      insuranceType: textOf(values, 'insurance'),
      category: textOf(values, 'category'),
      destination: textOf(values, 'destination'),
      startsOn: textOf(values, 'starts-on'),
      documents: listOf(values, 'documents'),
      diseaseCode: textOf(values, 'disease'),
      renews: textOf(values, 'renews'),
      ...(values.commitment === true ? { commitment: true } : {}),
    }),
    ['insurance', 'category', 'destination', 'documents'],
  ),
};

type Waiting = {
  readonly filing: {
    readonly filingId: string;
    readonly personId: string;
    readonly category: keyof typeof LABELS.filingCategory;
    readonly careAreas: readonly string[];
    readonly startsOn: string;
  };
  readonly maskedName: string;
  readonly maskedCertificate: string;
  readonly documents: readonly string[];
  readonly dueOn: string;
  readonly isOverdue: boolean;
  readonly reason: string | null;
};

const listFilings: Work = (client, values) =>
  printList<Waiting>(client, values, {
    path: 'filings',
    query: { which: values.returned === true ? 'returned' : 'waiting' },
    linesOf: waitingLines,
    none: '没有备案',
  });

function waitingLines({ filing, ...each }: Waiting): string[] {
  const papers = each.documents.map((one) => nameOf(DOCUMENT_LABELS, one)).join('、');
  const due = each.isOverdue ? `应于 ${each.dueOn} 前办结，已超期` : `${each.dueOn} 前办结`;
  return [
    `${filing.filingId}  ${each.maskedName} ${each.maskedCertificate}  --person ${filing.personId}`,
    `    ${LABELS.filingCategory[filing.category]}，去 ${filing.careAreas[0]}，${filing.startsOn} 起`,
    `    材料：${papers || '无'}`,
    `    ${each.reason === null ? due : `已退回：${each.reason}`}`,
  ];
}
