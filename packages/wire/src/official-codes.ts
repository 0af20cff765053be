/**
 * Official codes that may stand in `packages/wire` and `spec/` only; `tools/tidy` bans them elsewhere.
 * Left out: codes that are ordinary English or too short to be told from other words.
 */
import { allNodesOf } from './message.ts';
import { TRANSACTION_NUMBERS, transactionOf } from './transactions/index.ts';

const ORDINARY = new Set([
  'detail',
  'dept_code',
  'dept_name',
  'emp_name',
  'dr_name',
  'filename',
  'pinyin',
  'businessInfo',
  'businessType',
  'deviceType',
  'officeId',
  'officeName',
  'message',
  'operatorId',
  'operatorName',
  'version',
  'gender',
  'birthday',
  'nationality',
  'message',
  'success',
  'userName',
  'orgName',
  'list_type',
  'remark',
  'result',
  'sign_no',
  'sign_time',
  'signIn',
  'signOut',
]);

const ENVELOPE = [
  'mdtrtarea_admvs',
  'insuplc_admdvs',
  'recer_sys_code',
  'dev_safe_info',
  'signtype',
  'opter_type',
  'opter_name',
  'inf_time',
  'fixmedins_code',
  'fixmedins_name',
  'infcode',
  'inf_refmsgid',
  'refmsg_time',
  'respond_time',
];

const EXTENSION = ['MDTRT_GRP_TYPE', 'TRUM_FLAG', 'REL_TTP_FLAG', 'IPT_TYPE', 'OTP_ER_REFL_FLAG'];

function collect(): readonly string[] {
  const codes = new Set<string>([...ENVELOPE, ...EXTENSION]);
  for (const number of TRANSACTION_NUMBERS) {
    const { input, output } = transactionOf(number);
    for (const node of [...allNodesOf(input), ...allNodesOf(output)]) {
      codes.add(node.code);
      for (const [, field] of node.fields) {
        for (const code of [field.code, ...field.spellings, ...field.alsoWrittenAs]) codes.add(code);
        if (field.table !== null) codes.add(field.table.name);
      }
    }
  }
  return [...codes].filter((code) => (code.includes('_') || code.length >= 6) && !ORDINARY.has(code)).sort();
}

export const officialCodes: readonly string[] = collect();
