import { BEIJING, type Flow, identify, LI, NOW, type Step, signIn } from './flow.ts';

/** Where a test network shows the insurance code that a person's telephone would show. */
const showCode: Step = {
  number: '',
  title: '参保人出示医保码：测试网络代替手机给出码的文字，一分钟内有效',
  input: {},
  elsewhere: {
    url: '{{baseUrl}}/api/insurance-code',
    type: 'application/json',
    body: '{"person":"li-jianguo"}',
  },
  keep: { code: 'code' },
};

const decode: Step = {
  number: '6101',
  title: '解码：用码业务 03132 线上结算，得到令牌',
  input: {
    InData: {
      orgId: 'H11010500001',
      businessType: '03132',
      operatorId: 'c01',
      operatorName: '小程序',
      officeId: '0300',
      officeName: '内科',
      ecQrCode: '{{code}}',
    },
  },
  keep: { ecToken: 'OutData.ecToken', idNo: 'OutData.idNo', userName: 'OutData.userName' },
};

const holder = { idNo: '{{idNo}}', userName: '{{userName}}', idType: '01' } as const;
const order = { payOrdId: '{{payOrdId}}', orgCodg: 'H11010500001', payToken: '{{payToken}}' } as const;

const query = (title: string, state: string, keep: Step['keep'] = {}): Step => ({
  number: '6301',
  title,
  input: { data: { ...order, ...holder } },
  expect: { 'data.ordStas': state },
  keep,
});

const upload: Step = {
  number: '6201',
  title: '上传费用：由平台登记就诊，得到订单号、token 和付款页',
  input: {
    data: {
      orgCodg: 'H11010500001',
      psnNo: '{{psn_no}}',
      insutype: '{{insutype}}',
      medOrgOrd: 'APP{{run}}',
      begntime: NOW,
      ...holder,
      ecToken: '{{ecToken}}',
      insuCode: '{{insuplc_admdvs}}',
      iptOtpNo: 'APP{{run}}',
      deptName: '内科',
      caty: 'A03',
      medType: '11',
      feeType: '01',
      medfeeSumamt: '980.00',
      acctUsedFlag: '0',
      psnSetlway: '01',
      chrgBchno: 'B1',
      diseinfoList: [],
      feedetailList: [
        {
          feedetlSn: '1',
          rxCircFlag: '0',
          feeOcurTime: NOW,
          medListCodg: 'XZ99ZZA001A001010100001',
          medinsListCodg: 'XY0001',
          detItemFeeSumamt: '980.00',
          cnt: '10',
          pric: '98.00',
          bilgDeptCodg: '0300',
          bilgDeptName: '内科',
          bilgDrCodg: 'D110105000001',
          bilgDrName: '示例医师',
          hospApprFlag: '0',
        },
      ],
    },
  },
  keep: {
    payOrdId: 'data.payOrdId',
    payToken: 'data.payToken',
    cashierUrl: 'data.cashierUrl',
    mdtrt_id: 'data.extData.mdtrtId',
  },
};

const place: Step = {
  number: '6202',
  title: '下单：医保部分当场结算；还有现金时状态是 2 结算中，不是已付',
  input: {
    data: {
      ...order,
      payAuthNo: '{{ecToken}}',
      orgBizSer: 'XD{{run}}',
      mdtrtId: '{{mdtrt_id}}',
      chrgBchno: 'B1',
    },
  },
  expect: { 'data.feeSumamt': 980, 'data.ordStas': '2' },
  keep: { ownPayAmt: 'data.ownPayAmt', psnAcctPay: 'data.psnAcctPay', fundPay: 'data.fundPay' },
};

const pay: Step = {
  number: '',
  title: '参保人在付款页付现金：点“确认支付”',
  input: {},
  elsewhere: { url: '{{cashierUrl}}', type: 'application/x-www-form-urlencoded', body: 'act=pay' },
};

const refund: Step = {
  number: '6203',
  title: '全退：各项等于原金额；院内失败用查询得到的 revsToken 授权，一小时内有效',
  input: {
    data: {
      payOrdId: '{{payOrdId}}',
      appRefdSn: 'TF{{run}}',
      appRefdTime: NOW,
      totlRefdAmt: '980.00',
      psnAcctRefdAmt: '{{psnAcctPay}}',
      fundRefdAmt: '{{fundPay}}',
      cashRefdAmt: '{{ownPayAmt}}',
      payAuthNo: '{{revsToken}}',
      refdType: 'ALL',
    },
  },
  expect: { 'data.refStatus': 'SUCC' },
};

export const mobileFlow: Flow = {
  name: 'mobile',
  title: '移动支付',
  purpose:
    '手机上付一张单：上传费用（6201），下单结算医保（6202），在付款页付现金，用 6301 查结果，6203 退费。' +
    '只有 6301 的 ordStas 为 3 至 6 才是已付：HTTP 200、infcode 0、收到通知（6302）都不是。十分钟内没付现金，' +
    '医保部分自动退回（13）。多数地区把这些交易包在加密信封里，见 [移动支付](mobile.md)；这里用普通信封，内容相同。',
  ...BEIJING,
  steps: [
    signIn,
    identify(LI),
    showCode,
    decode,
    upload,
    query('查询：已保存', '0'),
    place,
    pay,
    query('查询：结算完成，这才是已付', '6', { revsToken: 'data.revsToken' }),
    refund,
    query('查询：已退款', '7'),
  ],
};
