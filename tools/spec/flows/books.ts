import { BEIJING, type Flow, identify, LI, NOW, type Step, signIn, TODAY } from './flow.ts';

const PHARMACY = { provider: 'P11010500001', providerName: '北京示例药房', area: '110000' } as const;

/** Two boxes of 98.00, class A. */
const purchase = {
  druginfo: {
    psn_no: '{{psn_no}}',
    mdtrt_cert_type: '02',
    mdtrt_cert_no: '{{certno}}',
    begntime: NOW,
    medfee_sumamt: '196.00',
    insutype: '{{insutype}}',
    acct_used_flag: '0',
    med_type: '41',
  },
  drugdetail: [
    {
      feedetl_sn: '1',
      rx_circ_flag: '0',
      fee_ocur_time: NOW,
      med_list_codg: 'XZ99ZZA001A001010100001',
      medins_list_codg: 'XY0001',
      det_item_fee_sumamt: '196.00',
      cnt: '2',
      pric: '98.00',
    },
  ],
};

/** An archive with one empty text. */
const EMPTY_ZIP =
  'UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAIAAAAcm93cy50eHRQSwECFAMUAAAAAAAAACEAAAAAAAAA' +
  'AAAAAAAACAAAAAAAAAAAAAAAgAEAAAAAcm93cy50eHRQSwUGAAAAAAEAAQA2AAAAJgAAAAAA';

const BOUGHT = { 'setlinfo.medfee_sumamt': 196 } as const;

export const pharmacyFlow: Flow = {
  name: 'pharmacy',
  title: '药店购药',
  purpose: '一次购药一张单：预结算、结算；退货撤销整张单，留下的重新结算。',
  ...PHARMACY,
  steps: [
    signIn,
    identify(LI),
    { number: '2101', title: '预结算', input: purchase, expect: BOUGHT },
    {
      number: '2102',
      title: '结算：没有单独的挂号和明细上传',
      input: purchase,
      expect: BOUGHT,
      keep: { setl_id: 'setlinfo.setl_id', mdtrt_id: 'setlinfo.mdtrt_id' },
    },
    {
      number: '2103',
      title: '撤销',
      input: { data: { setl_id: '{{setl_id}}', mdtrt_id: '{{mdtrt_id}}', psn_no: '{{psn_no}}' } },
      expect: { 'setlinfo.medfee_sumamt': -196 },
    },
  ],
};

export const reconciliationFlow: Flow = {
  name: 'reconciliation',
  title: '对账',
  purpose:
    '每日先对总账（3201）；不平时把本院明细压成 ZIP 用 9101 上传，3202 逐笔对，9102 取回每笔的结论和处理办法。' +
    '这里报的是零笔：当天有结算时结果为不平，说明里写明差多少。',
  ...BEIJING,
  steps: [
    signIn,
    {
      number: '3201',
      title: '对总账',
      input: {
        data: {
          insutype: '390',
          clr_type: '11',
          setl_optins: '110000',
          stmt_begndate: TODAY,
          stmt_enddate: TODAY,
          medfee_sumamt: '0.00',
          fund_pay_sumamt: '0.00',
          acct_pay: '0.00',
          fixmedins_setl_cnt: '0',
        },
      },
      keep: { stmt_rslt: 'stmtinfo.stmt_rslt' },
    },
    {
      number: '9101',
      title: '上传本院明细（ZIP 的 Base64；这里是空的）',
      input: { fsUploadIn: { in: EMPTY_ZIP, filename: 'rows.zip', fixmedins_code: 'H11010500001' } },
      keep: { file_qury_no: 'file_qury_no', uploaded: 'file_qury_no' },
    },
    {
      number: '3202',
      title: '对明细账',
      input: {
        data: {
          setl_optins: '110000',
          file_qury_no: '{{file_qury_no}}',
          stmt_begndate: TODAY,
          stmt_enddate: TODAY,
          medfee_sumamt: '0.00',
          fund_pay_sumamt: '0.00',
          cash_payamt: '0.00',
          fixmedins_setl_cnt: '0',
        },
      },
      keep: { file_qury_no: 'fileinfo.file_qury_no', filename: 'fileinfo.filename' },
    },
    {
      number: '9102',
      title: '取回逐笔结论',
      input: {
        fsDownloadIn: {
          file_qury_no: '{{file_qury_no}}',
          filename: '{{filename}}',
          fixmedins_code: 'H11010500001',
        },
      },
      isFile: true,
    },
    {
      number: '3211',
      title: '不分类别的日对账（部分地区）：同一种明细文件，按起止日期提交任务',
      input: { data: { clr_begin_ymd: TODAY, clr_end_ymd: TODAY, file_qury_no: '{{uploaded}}' } },
      keep: { task_key: 'fileinfo.task_key' },
    },
    {
      number: '3212',
      title: '取结果：文件 1 全部、2 本院有出入的、3 仅医保有的，用 9102 下载',
      input: { data: { task_key: '{{task_key}}' } },
      expect: { 'fileinfo.task_status': '1' },
    },
  ],
};

const period = { trt_year: '{{year}}', trt_month: '{{month}}' } as const;

/** The rows of the month: at least the visits that the flows before have settled. */
const extract: Step = {
  number: '3260',
  title: '提取当月异地清分明细，每页 100 行',
  input: { data: { ...period, startrow: '1' } },
  keep: {
    certno: 'data.0.certno',
    mdtrt_id: 'data.0.mdtrt_id',
    mdtrt_setl_time: 'data.0.mdtrt_setl_time',
    setl_sn: 'data.0.setl_sn',
    medfee_sumamt: 'data.0.medfee_sumamt',
    optins_pay_sumamt: 'data.0.optins_pay_sumamt',
  },
};

export const monthFlow: Flow = {
  name: 'month',
  title: '月度清分确认',
  purpose:
    '提取当月明细，与本院账核对，逐行原样确认；确认错了用 3262 整批回退。先运行门诊文件夹，当月才有明细。',
  ...BEIJING,
  steps: [
    signIn,
    extract,
    {
      number: '3261',
      title: '确认',
      input: {
        data: { ...period, totalrow: '1' },
        detail: [
          {
            certno: '{{certno}}',
            mdtrt_id: '{{mdtrt_id}}',
            mdtrt_setl_time: '{{mdtrt_setl_time}}',
            setl_sn: '{{setl_sn}}',
            medfee_sumamt: '{{medfee_sumamt}}',
            optins_pay_sumamt: '{{optins_pay_sumamt}}',
            cnfm_flag: '1',
          },
        ],
      },
      keepReference: 'confirmed_by',
    },
    {
      number: '3262',
      title: '回退：otransid 填确认答复的 inf_refmsgid',
      input: { data: { ...period, otransid: '{{confirmed_by}}' } },
    },
  ],
};
