// 一家小医院的信息系统：门诊、冲正、退费、住院、日对账、月度确认，一件接一件办完。
// 每一步的金额自己再算一遍；第一处不符就停下，印出平台的原话，退出码 1。
// 设置：ZHIJIE 平台网址，PROVIDER 机构编号，AREA 参保地，ID 证件号码。
import {
  AREA,
  add,
  agree,
  amounts,
  ask,
  call,
  cents,
  envelope,
  HERE,
  ID,
  NOTHING,
  nextMsgid,
  now,
  RUN,
  read,
  Stop,
  say,
  send,
  serial,
  sum,
  today,
  unzip,
  yuan,
  zip,
} from './talk.mjs';

// ---- 本院的账
const book = []; // 本次办成的每一笔，退费是负的一笔
const reversed = []; // 冲正了的：不进日对账，在月度清分里是相抵的两行
// 把答复读成一张单，并核对各方相加、各基金相加
function readBill(infno, { output: { setlinfo, setldetail }, msgid }) {
  const bill = {
    msgid,
    setl: setlinfo.setl_id,
    mdtrt: setlinfo.mdtrt_id,
    psn: setlinfo.psn_no,
    kind: setlinfo.clr_type,
    total: cents(setlinfo.medfee_sumamt),
    fund: cents(setlinfo.fund_pay_sumamt),
    refund: '0',
    count: 1,
    account: cents(setlinfo.acct_pay),
    cash: cents(setlinfo.psn_cash_pay ?? setlinfo.cash_payamt),
  };
  const others = cents(setlinfo.hosp_part_amt) + cents(setlinfo.acct_mulaid_pay);
  agree(`${infno} 各方相加`, yuan(bill.fund + bill.account + bill.cash + others), yuan(bill.total));
  agree(`${infno} 各基金相加`, yuan(sum([setldetail ?? []].flat(), 'fund_payamt')), yuan(bill.fund));
  return bill;
}

// 5203 的现金字段叫 cash_payamt；2601 冲正的和退了费的一样，退费标志为 1
async function lookUp(bill, isRefunded) {
  const key = { setl_id: bill.setl, mdtrt_id: bill.mdtrt, psn_no: bill.psn };
  const found = await ask('5203', AREA, { data: key });
  agree('5203 与结算', amounts(bill), amounts(readBill('5203', found)));
  agree('5203 退费标志', isRefunded, found.output.setlinfo.refd_setl_flag);
}

async function settle(infno, { bill, quote }) {
  const settled = readBill(infno, await ask(infno, AREA, bill));
  agree(`${infno} 总额`, bill.data.medfee_sumamt, yuan(settled.total));
  agree(`${infno} 与预结算`, amounts(quote), amounts(settled));
  await lookUp(settled, '0');
  book.push(settled);
  return settled;
}

// ---- 病人、诊断、费用
const CARD = { mdtrt_cert_type: '02', mdtrt_cert_no: ID };

async function findPerson() {
  const who = { ...CARD, certno: ID, psn_name: null, psn_cert_type: '1' }; // 怪癖：证件类型 "1" 而不是 "01"
  const { baseinfo, insuinfo } = await call('1101', AREA, { data: who });
  const insured = [insuinfo].flat().find((row) => row.insuplc_admdvs === AREA);
  if (!insured) throw new Stop(`1101 没有 ${AREA} 的参保信息：${JSON.stringify(insuinfo)}`);
  return { psn_no: baseinfo.psn_no, insutype: insured.insutype };
}

// 怪癖：多行节点 diseinfo 只发一个对象，不放进数组
const diagnosis = () => ({
  diag_type: '1',
  diag_srt_no: 1,
  diag_code: 'J18.900',
  diag_name: '肺炎',
  diag_dept: '内科',
  diag_time: now,
  dise_dor_no: 'D110105000001',
  dise_dor_name: '何医师',
  vali_flag: '1',
  maindiag_flag: '1',
});

const [CONSULT, TEST] = ['991102000010000', '991102000020000'];
const [DRUG, WARD_DRUG] = ['XZ99ZZA004A001010100004', 'XZ99ZZA001A001010100001'];

// 怪癖：数量、单价、金额都是字符串
const feeLine = (visit, sn, [code, price, count], more) => ({
  ...visit,
  feedetl_sn: String(sn),
  fee_ocur_time: now,
  med_list_codg: code,
  medins_list_codg: code,
  pric: price.toFixed(2),
  cnt: String(count),
  det_item_fee_sumamt: (price * count).toFixed(2),
  bilg_dept_codg: '0300',
  bilg_dept_name: '内科',
  bilg_dr_codg: 'D110105000001',
  bilg_dr_name: '何医师',
  ...more,
});

// 每行的分割相加等于该行金额；返回各项合计，供结算时带回
function readSplit(infno, lines, { result }) {
  const rows = [result].flat().map((row) => ({ ...row, overlmt_selfpay: row.overlmt_amt }));
  const parts = ['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'];
  agree(`${infno} 行数`, lines.length, rows.length);
  for (const { feedetl_sn, det_item_fee_sumamt } of lines) {
    const row = rows.filter((one) => String(one.feedetl_sn) === feedetl_sn);
    const split = parts.reduce((all, part) => all + sum(row, part), 0);
    agree(`${infno} 第 ${feedetl_sn} 行的分割相加`, det_item_fee_sumamt, yuan(split));
  }
  return Object.fromEntries(parts.map((part) => [part, yuan(sum(rows, part))]));
}

// ---- 门诊、冲正、退费
// 挂号、就诊、上传明细、预结算；返回可以结算的单
async function openVisit(person, items) {
  const number = { ipt_otp_no: `MZ${RUN}${serial}` };
  const batch = { chrg_bchno: `B${RUN}${serial}` };
  const registered = await call('2201', AREA, {
    data: {
      ...person,
      ...CARD,
      ...number,
      begntime: now,
      dept_code: '0300',
      dept_name: '内科',
      caty: 'A03',
    },
  });
  const visit = { mdtrt_id: registered.data.mdtrt_id, psn_no: person.psn_no };
  // 怪癖：没有 dise_codg
  await call('2203', AREA, { mdtrtinfo: { ...visit, begntime: now, med_type: '11' }, diseinfo: diagnosis() });
  const more = { ...batch, rx_circ_flag: 0, hosp_appr_flag: 0 };
  const lines = items.map((item, i) => feeLine(visit, i + 1, item, more));
  const split = readSplit('2204', lines, await call('2204', AREA, { feedetail: lines }));
  const bill = {
    data: {
      ...visit,
      ...batch,
      ...CARD,
      insutype: person.insutype,
      med_type: '11',
      psn_setlway: '01',
      medfee_sumamt: yuan(sum(lines, 'det_item_fee_sumamt')),
      acct_used_flag: '1',
      ...split, // 怪癖：2204 的分割金额带回，仍是字符串
    },
  };
  return { visit, batch, number, bill, quote: readBill('2206', await ask('2206', AREA, bill)) };
}

async function closeVisit({ visit, batch, number }) {
  await call('2205', AREA, { data: { ...visit, ...batch } });
  await call('2202', AREA, { data: { ...visit, ...number } });
}

async function outpatient(person) {
  const opened = await openVisit(person, [
    [CONSULT, 50, 1],
    [DRUG, 98, 1],
    [TEST, 20, 1],
  ]);
  const settled = await settle('2207', opened);
  say('门诊', `${amounts(settled)}  ${settled.setl}`);
}

async function reversal(person) {
  const opened = await openVisit(person, [
    [CONSULT, 50, 1],
    [DRUG, 98, 2],
  ]);
  const msgid = nextMsgid();
  const body = envelope('2207', msgid, AREA, opened.bill);
  // 沙箱办成以后断线，send 用原报文重发；别处收到了也当作没有收到，再发一次
  const heard = async (headers) => readBill('2207', read('2207', await send('2207', body, headers)));
  const [first, again] = [await heard({ 'x-zhijie-force': 'drop-answer' }), await heard()];
  agree('2207 重发的结算号', first.setl, again.setl);
  agree('2207 重发与预结算', amounts(opened.quote), amounts(again));
  const undo = { data: { psn_no: person.psn_no, omsgid: msgid, oinfno: '2207' } };
  await call('2601', AREA, undo);
  await call('2601', AREA, undo);
  await lookUp(again, '1');
  await closeVisit(opened);
  reversed.push(again);
  say('冲正', `${amounts(again)}  ${again.setl} 已冲正`);
}

async function refund(person) {
  const opened = await openVisit(person, [
    [CONSULT, 50, 1],
    [TEST, 20, 3],
  ]);
  const bill = await settle('2207', opened);
  const back = readBill('2208', await ask('2208', AREA, { data: { ...opened.visit, setl_id: bill.setl } }));
  agree('2208 与结算相抵', amounts(NOTHING), amounts(add([bill, back])));
  await lookUp(bill, '1');
  await closeVisit(opened);
  book.push({ ...back, refund: '1' });
  say('退费', `${amounts(back)}  ${back.setl}`);
}

// ---- 住院
async function inpatient({ psn_no, insutype }) {
  const admitted = await call('2401', AREA, {
    diseinfo: diagnosis(),
    mdtrtinfo: {
      psn_no,
      insutype,
      ...CARD,
      begntime: now,
      med_type: '21',
      ipt_no: `ZY${RUN}`,
      adm_diag_dscr: '肺炎',
      atddr_no: 'D110105000001',
      chfpdr_name: '何医师',
      adm_dept_codg: '0300',
      adm_dept_name: '内科',
      adm_bed: 7,
      dscg_maindiag_code: 'J18.900',
      dscg_maindiag_name: '肺炎',
    },
  });
  const visit = { mdtrt_id: admitted.result.mdtrt_id, psn_no };
  const lines = [
    [WARD_DRUG, 98, 20],
    [CONSULT, 50, 6],
    [DRUG, 98, 10],
    [TEST, 20, 12],
  ].map((item, i) => feeLine(visit, i + 1, item, { med_type: '21' }));
  const [first, ...rest] = lines;
  readSplit('2301', [first], await call('2301', AREA, { feedetail: first })); // 怪癖：单行明细不放进数组
  readSplit('2301', rest, await call('2301', AREA, { feedetail: rest }));
  const bill = {
    data: {
      ...visit,
      ...CARD,
      insutype,
      psn_setlway: '01',
      acct_used_flag: '0',
      mid_setl_flag: '0',
      medfee_sumamt: yuan(sum(lines, 'det_item_fee_sumamt')),
    },
  };
  const quote = readBill('2303', await ask('2303', AREA, bill));
  await call('2402', AREA, {
    diseinfo: diagnosis(),
    dscginfo: {
      ...visit,
      insutype,
      endtime: now,
      dscg_dept_codg: '0300',
      dscg_dept_name: '内科',
      dscg_way: 1,
    },
  });
  const settled = await settle('2304', { bill, quote });
  say('住院', `${amounts(settled)}  ${settled.setl}`);
}

// ---- 日对账
const span = () => ({ setl_optins: AREA, stmt_begndate: today(), stmt_enddate: today() });
const statement = async (person, kind, sums) =>
  (
    await call('3201', '', {
      data: {
        ...span(),
        insutype: person.insutype,
        clr_type: kind,
        medfee_sumamt: yuan(sums.total),
        fund_pay_sumamt: yuan(sums.fund),
        acct_pay: yuan(sums.account),
        fixmedins_setl_cnt: String(sums.count),
      },
    })
  ).stmtinfo;

// 今天此前平台已有的合计：先报零，平台说差多少，没有说到的就是零
async function opening(person, kind) {
  const { stmt_rslt_dscr } = await statement(person, kind, NOTHING);
  const said = (name) => Number(stmt_rslt_dscr.match(`${name}本院[0.]+平台(-?[0-9.]+)`)?.[1] ?? 0);
  const [total, fund, account] = ['总额', '基金', '个账'].map((name) => cents(said(name)));
  return { total, fund, account, cash: 0, count: said('笔数') };
}

async function daySums(person, before) {
  for (const [kind, name] of [
    ['11', '门诊'],
    ['21', '住院'],
  ]) {
    const ours = add(book.filter((bill) => bill.kind === kind));
    const said = await statement(person, kind, add([before[kind], ours]));
    agree(`3201 ${name}`, '0', said.stmt_rslt, said.stmt_rslt_dscr);
    say(`对总账 ${name}`, `${amounts(ours)}  本次 ${ours.count} 笔，此前 ${before[kind].count} 笔，平`);
  }
}

async function dayRows() {
  const columns = (b) => [b.setl, b.mdtrt, b.psn, yuan(b.total), yuan(b.fund), yuan(b.account), b.refund];
  const text = book.map((bill) => columns(bill).join('\t')).join('\n');
  const uploaded = await call('9101', '', {
    fsUploadIn: { in: zip('rows.txt', text), filename: 'rows.zip' },
  });
  const ours = add(book);
  const { output, warn_msg } = await ask('3202', '', {
    data: {
      ...span(),
      file_qury_no: uploaded.file_qury_no,
      medfee_sumamt: yuan(ours.total),
      fund_pay_sumamt: yuan(ours.fund),
      cash_payamt: yuan(ours.cash),
      fixmedins_setl_cnt: ours.count,
    },
  });
  agree('3202 合计的提示', '', warn_msg);
  const { file_qury_no, filename } = output.fileinfo;
  const wanted = { fsDownloadIn: { file_qury_no, filename } };
  const got = await send('9102', envelope('9102', nextMsgid(), '', wanted));
  if (got.type?.includes('json')) read('9102', got);
  const rows = unzip(got.bytes)
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
  for (const bill of book) {
    const row = rows.find((one) => one[2] === bill.setl) ?? [];
    const [psn, mdtrt, setl, msgid, result, refund, note, ...money] = row;
    agree(`3202 ${bill.setl} 的结论`, '0', result, note);
    agree(`3202 ${bill.setl} 的报文`, bill.msgid, msgid, note);
    agree(`3202 ${bill.setl} 的内容`, columns(bill), [setl, mdtrt, psn, ...money, refund], note);
  }
  say('对明细', `${amounts(ours)}  ${book.length} 笔一致，另有 ${rows.length - book.length} 笔不是本次的`);
}

// ---- 月度确认
const month = () => ({ trt_year: today().slice(0, 4), trt_month: today().slice(5, 7) });

async function monthRows(rows = []) {
  const { data } = await call('3260', '', { data: { ...month(), startrow: String(rows.length + 1) } });
  return data?.length ? monthRows([...rows, ...data]) : rows;
}

// 原样送回，每次最多一百行；返回每批的 inf_refmsgid
async function confirm(rows) {
  if (!rows.length) return [];
  const detail = rows.slice(0, 100).map((row) => ({ ...row, cnfm_flag: '1' }));
  const { inf_refmsgid } = await ask('3261', '', { data: { ...month(), totalrow: detail.length }, detail });
  return [inf_refmsgid, ...(await confirm(rows.slice(100)))];
}

async function monthly() {
  const rows = await monthRows();
  const both = (some) =>
    `总额 ${yuan(sum(some, 'medfee_sumamt'))}  ` +
    `经办机构支付 ${yuan(sum(some, 'optins_pay_sumamt'))}  ${some.length} 行`;
  const found = (key, value) => both(rows.filter((row) => row[key] === value));
  // 月度清分只有跨省的；经办机构支付的是基金加个人账户
  const isAway = AREA.slice(0, 2) !== HERE.slice(0, 2);
  for (const { setl, total, fund, account } of isAway ? book : []) {
    const ours = `总额 ${yuan(total)}  经办机构支付 ${yuan(fund + account)}  1 行`;
    agree(`3260 ${setl}`, ours, found('setl_sn', setl));
  }
  for (const { mdtrt } of isAway ? reversed : []) {
    agree(`3260 冲正的 ${mdtrt}`, '总额 0.00  经办机构支付 0.00  2 行', found('mdtrt_id', mdtrt));
  }
  for (const otransid of await confirm(rows)) await call('3262', '', { data: { ...month(), otransid } });
  await confirm(rows);
  agree('3260 确认以后', both(rows), both(await monthRows()));
  say('月度确认', `${both(rows)}，回退后又确认`);
}

async function day() {
  await call('9001', '', { signIn: { opter_no: 'hs01', mac: '00-00-00-00-00-00', ip: '127.0.0.1' } });
  const person = await findPerson();
  const before = { 11: await opening(person, '11'), 21: await opening(person, '21') };
  for (const flow of [outpatient, reversal, refund, inpatient]) await flow(person);
  await daySums(person, before);
  await dayRows();
  await monthly();
}

day().catch((problem) => {
  console.error(problem instanceof Stop ? `停止：${problem.message}` : problem);
  process.exitCode = 1;
});
