import { Failure } from '@zhijie/kernel';
import { APPROVALS_OPTIONS, APPROVALS_USAGE, APPROVALS_WORK } from './agency/approvals.ts';
import { CLAIMS_OPTIONS, CLAIMS_USAGE, CLAIMS_WORK } from './agency/claims.ts';
import { CLEARING_OPTIONS, CLEARING_USAGE, CLEARING_WORK } from './agency/clearing.ts';
import { agencyClient, CLIENT_OPTIONS } from './agency/client.ts';
import { creditAccount, FILING_WORK, setAgreement } from './agency/desk.ts';
import { feedPersons } from './agency/feed.ts';
import { OUTAGES_OPTIONS, OUTAGES_USAGE, PACKETS_WORK, STOPPAGES_WORK } from './agency/outages.ts';
import { PAPERS_OPTIONS, PAPERS_USAGE, PAPERS_WORK } from './agency/papers.ts';
import { PAYMENTS_OPTIONS, PAYMENTS_USAGE, PAYMENTS_WORK } from './agency/payments.ts';
import { PREPAYMENT_USAGE, PREPAYMENT_WORK } from './agency/prepayment.ts';
import { RECONCILIATION_USAGE, RECONCILIATION_WORK } from './agency/reconciliation.ts';
import { acceptTrauma, listTrauma, questionTrauma, registerStaff, setStaff } from './agency/supervision.ts';
import { SUPPLIERS_USAGE, SUPPLIERS_WORK } from './agency/suppliers.ts';
import { TICKETS_OPTIONS, TICKETS_USAGE, TICKETS_WORK } from './agency/tickets.ts';
import { type Command, type Values, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie agency：经办机构办理业务（对正在运行的网络；只能办理本统筹区的人员、备案和机构）

  zhijie agency persons feed FILE.csv [--refused 未办理.csv]
      参保缴费信息，逐行报告已生效、无变化、未办理及原因；整个文件可原样再报，不会重复生效
      首行：业务编号,人员编号,身份证号,险种,参保状态,生效日期（人员编号、身份证号可只写一列）
      可加：缴费档次,公务员级别,连续参保起始日,签约家庭医生（自生效日期起，空着的不变）
  zhijie agency account credit --event 业务编号 --person 人员编号|--number 身份证号
      --insurance employee|resident --amount 120.00
  zhijie agency agreement set 机构编号 [--state active|suspended|terminated]
      [--inpatient on|off] [--outpatient on|off] [--chronic on|off]
      [--strict on|off] [--confirms-from 2026-05-01] --reason 理由
      （--confirms-from：该日起的结算，次月20日前未按月确认的顺延）
  zhijie agency filings list [--returned] [--limit 50] [--after 上一页的 next]
  zhijie agency filings approve|return|reject 备案编号 --person 人员编号 [--reason 理由]
  zhijie agency filings complete 备案编号 --person 人员编号 --documents 材料,材料
  zhijie agency filings change 备案编号 --person 人员编号 --insurance … --category … --destination 440100
      --documents 材料,材料 [--starts-on 2026-03-02] [--commitment] [--disease 编码] [--renews 备案编号]

  zhijie agency staff set 医务人员编码 --state eligible|suspended|terminated --from 2026-03-01 [--until …]
      --reason 理由
  zhijie agency staff register 医务人员编码 --provider 机构编号 --name 姓名 --number 身份证号 --from 2026-01-01
      [--until …] [--own-number 工号] [--licence 执业证书编号] --reason 理由
  zhijie agency trauma list [--limit 50] [--after 上一页的 next]
  zhijie agency trauma accept|question 结算编号 --provider 机构编号 [--commitment-seen] [--reason 说明]\
${APPROVALS_USAGE}${OUTAGES_USAGE}
${CLAIMS_USAGE}${CLEARING_USAGE}${PAPERS_USAGE}${PAYMENTS_USAGE}${PREPAYMENT_USAGE}${SUPPLIERS_USAGE}\
${RECONCILIATION_USAGE}${TICKETS_USAGE}
  --agency   本机构的统筹区，如 990100（演示网络）；--operator 经办人
  --url      网络地址，默认 http://127.0.0.1:8600（ZHIJIE_URL、ZHIJIE_PORT）
  --key      请求编号：同一编号只生效一次；没有等到答复时用同一编号再办
  --json     输出 JSON
  ZHIJIE_AGENCY_TOKEN  经办人令牌（网络配置了 ZHIJIE_AGENCY_ACCOUNTS 时）
`;

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;
const TEXTS = [
  'refused',
  'event',
  'person',
  'number',
  'insurance',
  'amount',
  'state',
  'inpatient',
  'outpatient',
  'chronic',
  'strict',
  'confirms-from',
  'reason',
  'key',
  'limit',
  'after',
  'documents',
  'category',
  'destination',
  'starts-on',
  'disease',
  'renews',
  'from',
  'until',
  'provider',
  'name',
  'own-number',
  'licence',
  ...APPROVALS_OPTIONS,
  ...OUTAGES_OPTIONS,
  ...CLAIMS_OPTIONS,
  ...CLEARING_OPTIONS,
  ...TICKETS_OPTIONS,
  ...PAPERS_OPTIONS,
  ...PAYMENTS_OPTIONS,
];
const OPTIONS = {
  ...CLIENT_OPTIONS,
  ...Object.fromEntries(TEXTS.map((name) => [name, TEXT])),
  returned: FLAG,
  commitment: FLAG,
  'commitment-seen': FLAG,
};

const WORK = {
  'account credit': creditAccount,
  'agreement set': setAgreement,
  'staff set': setStaff,
  'staff register': registerStaff,
  ...Object.fromEntries(Object.entries(APPROVALS_WORK).map(([verb, work]) => [`approvals ${verb}`, work])),
  ...Object.fromEntries(Object.entries(STOPPAGES_WORK).map(([verb, work]) => [`stoppages ${verb}`, work])),
  ...Object.fromEntries(Object.entries(PACKETS_WORK).map(([verb, work]) => [`claims ${verb}`, work])),
  'trauma list': listTrauma,
  'trauma accept': acceptTrauma,
  'trauma question': questionTrauma,
  ...Object.fromEntries(Object.entries(CLAIMS_WORK).map(([verb, work]) => [`claims ${verb}`, work])),
  ...Object.fromEntries(Object.entries(CLEARING_WORK).map(([verb, work]) => [`clearing ${verb}`, work])),
  ...PAPERS_WORK,
  ...Object.fromEntries(Object.entries(PAYMENTS_WORK).map(([verb, work]) => [`payments ${verb}`, work])),
  ...Object.fromEntries(Object.entries(SUPPLIERS_WORK).map(([verb, work]) => [`suppliers ${verb}`, work])),
  ...Object.fromEntries(Object.entries(PREPAYMENT_WORK).map(([verb, work]) => [`prepayment ${verb}`, work])),
  ...Object.fromEntries(
    Object.entries(RECONCILIATION_WORK).map(([verb, work]) => [`reconciliation ${verb}`, work]),
  ),
  ...Object.fromEntries(Object.entries(TICKETS_WORK).map(([verb, work]) => [`tickets ${verb}`, work])),
  ...Object.fromEntries(Object.entries(FILING_WORK).map(([verb, work]) => [`filings ${verb}`, work])),
} as Readonly<Record<string, (typeof FILING_WORK)[string]>>;

/** What an agency does at a running network, over its HTTP API. */
export const agency: Command = {
  name: 'agency',
  summary:
    '经办：参保缴费信息、个人账户、定点协议、备案审核、支付资格、外伤核查、手工报销、月度清算、支付机构、预付金、三方对账、费用协查、事前审批、停机、手工报销包',
  run: (args) => withOptions(args, { usage: USAGE, options: OPTIONS, positionals: true }, run),
};

async function run(values: Values, [noun, verb, id]: readonly string[]): Promise<number> {
  const client = agencyClient(values);
  try {
    const what = `${noun ?? ''} ${verb ?? ''}`;
    if (what === 'persons feed') return await feedPersons(client, values, id, USAGE);
    const work = WORK[what];
    if (work !== undefined) return await work(client, values, USAGE, id);
    return wrongCall(`没有这样的业务：agency ${what.trim()}`, USAGE);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.error(cause.message);
    return 1;
  }
}
