import {
  BEIJING,
  diagnosis,
  type Flow,
  identify,
  LI,
  line,
  NOW,
  type Step,
  signIn,
  TODAY,
  visit,
  ZHOU,
} from './flow.ts';

const CREDENTIAL = { mdtrt_cert_type: '02', mdtrt_cert_no: '{{certno}}' } as const;

const register: Step = {
  number: '2201',
  title: '挂号',
  input: {
    data: {
      psn_no: '{{psn_no}}',
      insutype: '{{insutype}}',
      begntime: NOW,
      ...CREDENTIAL,
      ipt_otp_no: 'MZ{{run}}',
      dept_code: '0300',
      dept_name: '内科',
      caty: 'A03',
    },
  },
  keep: { mdtrt_id: 'data.mdtrt_id' },
};

const record = (kind: object): Step => ({
  number: '2203',
  title: '就诊和诊断',
  input: {
    mdtrtinfo: { ...visit, begntime: NOW, ...kind },
    diseinfo: [{ ...diagnosis, vali_flag: '1' }],
  },
});

const outpatient = (item: string, serial: number, price: string) => ({
  ...line(serial, item, price, '1', price),
  chrg_bchno: 'B{{run}}',
  rx_circ_flag: '0',
  hosp_appr_flag: '0',
});

/** 诊查 50.00 甲、药 98.00 乙 10 %、检验 20.00 自费. */
const upload: Step = {
  number: '2204',
  title: '上传费用明细：逐行返回分割结果',
  input: {
    feedetail: [
      outpatient('991102000010000', 1, '50.00'),
      outpatient('XZ99ZZA004A001010100004', 2, '98.00'),
      outpatient('991102000020000', 3, '20.00'),
    ],
  },
};

const bill = (kind: string) => ({
  data: {
    psn_no: '{{psn_no}}',
    ...CREDENTIAL,
    med_type: kind,
    medfee_sumamt: '168.00',
    psn_setlway: '01',
    mdtrt_id: '{{mdtrt_id}}',
    chrg_bchno: 'B{{run}}',
    acct_used_flag: '0',
    insutype: '{{insutype}}',
  },
});

const TOTAL = { 'setlinfo.medfee_sumamt': 168 } as const;

const quote = (kind = '11'): Step => ({
  number: '2206',
  title: '预结算：看各方付多少，不留结果',
  input: bill(kind),
  expect: TOTAL,
});

const settle = (kind = '11'): Step => ({
  number: '2207',
  title: '结算',
  input: bill(kind),
  expect: TOTAL,
  keep: { setl_id: 'setlinfo.setl_id' },
  keepMessageId: 'settled_msgid',
});

const settled = { data: { ...visit, setl_id: '{{setl_id}}' } };

const look: Step = {
  number: '5203',
  title: '查结算',
  input: settled,
  expect: { ...TOTAL, 'setlinfo.setl_id': '{{setl_id}}' },
};

const open = (kind: object = { med_type: '11' }, certificate = LI): Step[] => [
  signIn,
  identify(certificate),
  register,
  record(kind),
  upload,
];

const voidVisit: Step = {
  number: '2208',
  title: '撤销结算：每个金额为原来的负数',
  input: settled,
  expect: { 'setlinfo.medfee_sumamt': -168 },
};

export const outpatientFlow: Flow = {
  name: 'outpatient',
  title: '门诊',
  purpose: '挂号、就诊、上传明细、预结算、结算，结算后可查。',
  ...BEIJING,
  steps: [...open(), quote(), settle(), look, { number: '5204', title: '查已结算的明细', input: settled }],
};

export const refundFlow: Flow = {
  name: 'refund',
  title: '退费',
  purpose:
    '先撤销结算，再撤销明细和挂号；退一部分时，撤销后只传留下的明细，重新结算。已清算的也用撤销，按负记录退。',
  ...BEIJING,
  steps: [
    ...open(),
    settle(),
    voidVisit,
    {
      number: '2205',
      title: '撤销明细（批次号 0000 为全部未结明细）',
      input: { data: { ...visit, chrg_bchno: 'B{{run}}' } },
    },
    { number: '2202', title: '撤销挂号', input: { data: { ...visit, ipt_otp_no: 'MZ{{run}}' } } },
  ],
};

export const lostAnswerFlow: Flow = {
  name: 'lost-answer',
  title: '没有收到答复',
  purpose: '原样、原 msgid 重发得到第一次的答复；不要这次结算时用 2601 冲正，冲正本身也可以重发。',
  ...BEIJING,
  steps: [
    ...open(),
    settle(),
    {
      ...settle(),
      title: '同一 msgid 重发：同一个结算ID，不重复结算',
      messageId: 'settled_msgid',
      keep: {},
      expect: { 'setlinfo.setl_id': '{{setl_id}}' },
    },
    {
      number: '2601',
      title: '按原 msgid 冲正',
      input: { data: { psn_no: '{{psn_no}}', omsgid: '{{settled_msgid}}', oinfno: '2207' } },
    },
    {
      number: '2601',
      title: '再冲正一次：没有更多影响',
      input: { data: { psn_no: '{{psn_no}}', omsgid: '{{settled_msgid}}', oinfno: '2207' } },
    },
  ],
};

const stayLine = (serial: number, item: string, price: string, quantity: string, amount: string) => ({
  ...line(serial, item, price, quantity, amount),
  med_type: '21',
});

const stayBill = {
  data: {
    ...visit,
    ...CREDENTIAL,
    medfee_sumamt: '2566.00',
    psn_setlway: '01',
    insutype: '{{insutype}}',
    acct_used_flag: '0',
    mid_setl_flag: '0',
  },
};

const discharge: Step = {
  number: '2402',
  title: '出院',
  input: {
    dscginfo: {
      ...visit,
      insutype: '{{insutype}}',
      endtime: NOW,
      dscg_dept_codg: '0300',
      dscg_dept_name: '内科',
      dscg_way: '1',
    },
    diseinfo: [{ ...diagnosis, maindiag_flag: '1' }],
  },
};

const STAY_TOTAL = { 'setlinfo.medfee_sumamt': 2566 } as const;

export const inpatientFlow: Flow = {
  name: 'inpatient',
  title: '住院',
  purpose: '入院、分次上传明细、预结算、出院、结算；撤销结算后可取消出院，改明细后重新结算。',
  ...BEIJING,
  steps: [
    signIn,
    identify(LI),
    {
      number: '2401',
      title: '入院',
      input: {
        mdtrtinfo: {
          psn_no: '{{psn_no}}',
          insutype: '{{insutype}}',
          begntime: NOW,
          ...CREDENTIAL,
          med_type: '21',
          ipt_no: 'ZY{{run}}',
          atddr_no: 'D110105000001',
          chfpdr_name: '示例医师',
          adm_diag_dscr: '肺炎',
          adm_dept_codg: '0300',
          adm_dept_name: '内科',
          adm_bed: '12',
          dscg_maindiag_code: 'J18.900',
          dscg_maindiag_name: '肺炎',
        },
        diseinfo: [{ ...diagnosis, maindiag_flag: '1' }],
      },
      keep: { mdtrt_id: 'result.mdtrt_id' },
    },
    {
      number: '2301',
      title: '上传费用明细，可多次',
      input: {
        feedetail: [
          stayLine(1, 'XZ99ZZA001A001010100001', '98.00', '20', '1960.00'),
          stayLine(2, '991102000010000', '50.00', '3', '150.00'),
          stayLine(3, '991109000010000', '60.00', '3', '180.00'),
        ],
      },
    },
    {
      number: '2301',
      title: '又一次上传',
      input: {
        feedetail: [
          stayLine(4, 'XZ99ZZA004A001010100004', '98.00', '2', '196.00'),
          stayLine(5, '991102000020000', '20.00', '4', '80.00'),
        ],
      },
    },
    { number: '2303', title: '预结算', input: stayBill, expect: STAY_TOTAL },
    discharge,
    {
      number: '2304',
      title: '结算',
      input: stayBill,
      expect: STAY_TOTAL,
      keep: { setl_id: 'setlinfo.setl_id' },
    },
    { number: '5203', title: '查结算', input: settled, expect: STAY_TOTAL },
    { number: '2305', title: '撤销结算', input: settled, expect: { 'setlinfo.medfee_sumamt': -2566 } },
    { number: '2405', title: '取消出院', input: { data: visit } },
    discharge,
    {
      number: '2304',
      title: '重新结算',
      input: stayBill,
      expect: STAY_TOTAL,
      keep: { setl_id: 'setlinfo.setl_id' },
    },
    {
      number: '5201',
      title: '查就诊',
      input: { data: { psn_no: '{{psn_no}}', begntime: `${TODAY} 00:00:00`, endtime: `${TODAY} 23:59:59` } },
    },
    { number: '5206', title: '查年度累计', input: { data: { psn_no: '{{psn_no}}' } } },
  ],
};

/** 高血压 M03900: a visit carries one chronic disease, and its lines are settled as such. */
export const chronicFlow: Flow = {
  name: 'chronic',
  title: '门诊慢特病',
  purpose: '就诊上传时 med_type 填 14、填一个慢特病病种；一次结算只含一个病种。',
  ...BEIJING,
  steps: [
    ...open({ med_type: '14', dise_codg: 'M03900', dise_name: '高血压' }, ZHOU),
    quote('14'),
    settle('14'),
  ],
};
