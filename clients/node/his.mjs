#!/usr/bin/env node
/**
 * A small hospital system for the national interface: Node 20 or later and nothing else. It was written from
 * docs/integrating alone. Amounts are whole fen; the number of the transaction stands in the path.
 *
 *     node his.mjs        # against http://127.0.0.1:8600; ZHIJIE, PROVIDER, AREA and ID change who and where
 */
import { inflateRawSync } from 'node:zlib';

const { ZHIJIE = 'http://127.0.0.1:8600', PROVIDER = 'H11010500001', AREA = '110000' } = process.env;
const { ID = '419900198503121358' } = process.env;
const CARD = { mdtrt_cert_type: '02', mdtrt_cert_no: ID };
const DOCTOR = { bilg_dr_codg: 'D110105000001', bilg_dr_name: '示例医师' };

const time = (at = Date.now()) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
const yuan = (fen) =>
  `${fen < 0 ? '-' : ''}${Math.trunc(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
/** An amount of at most two decimals as whole fen: rounding takes away what the float added. */
const fen = (amount) => Math.round(Number(amount) * 100);

function check(condition, text) {
  if (!condition) throw new Error(`不符：${text}`);
}

let serial = process.pid % 9000;
const state = { signNo: '', insured: '', book: [] };

function messageId() {
  serial = (serial + 1) % 10_000;
  return PROVIDER + time().replace(/\D/g, '') + String(serial).padStart(4, '0');
}

function envelope(number, input, msgid) {
  return JSON.stringify({
    infno: number,
    msgid,
    mdtrtarea_admvs: AREA,
    insuplc_admdvs: state.insured,
    recer_sys_code: 'HIS',
    infver: '1.0.0',
    opter_type: '1',
    opter: 'c01',
    opter_name: '窗口一',
    inf_time: time(),
    fixmedins_code: PROVIDER,
    fixmedins_name: '示例医院',
    sign_no: state.signNo,
    input,
  });
}

const post = (number, body) => fetch(`${ZHIJIE}/ebus/api/prd/hsa/hgs/${number}`, { method: 'POST', body });

async function call(number, input, msgid = messageId()) {
  const response = await post(number, envelope(number, input, msgid));
  if (response.headers.get('content-type').startsWith('application/octet-stream')) {
    return { output: Buffer.from(await response.arrayBuffer()) };
  }
  const answer = await response.json();
  if (answer.infcode !== 0) throw new Error(`${number} ${answer.err_msg}`);
  return { output: answer.output, reference: answer.inf_refmsgid };
}

const partsOf = (setl) => [setl.medfee_sumamt, setl.fund_pay_sumamt, setl.acct_pay].map(fen);

function show(name, setl) {
  const [total, fund, account] = partsOf(setl);
  const cash = fen(setl.psn_cash_pay);
  check(total === fund + account + cash + fen(setl.hosp_part_amt), `${name} 各方之和不等于总额`);
  console.log(
    `${name}  总额 ${yuan(total)}  基金 ${yuan(fund)}  个人账户 ${yuan(account)}  现金 ${yuan(cash)}`,
  );
}

const diagnosis = () => ({
  diag_type: '1',
  diag_srt_no: 1,
  diag_code: 'J18.900',
  diag_name: '肺炎',
  diag_dept: '内科',
  dise_dor_no: DOCTOR.bilg_dr_codg,
  dise_dor_name: DOCTOR.bilg_dr_name,
  diag_time: time(),
});

const line = (feedetl_sn, visit, [item, price, count], more) => ({
  feedetl_sn: String(feedetl_sn),
  ...visit,
  fee_ocur_time: time(),
  med_list_codg: item,
  medins_list_codg: item,
  det_item_fee_sumamt: (price * count) / 100,
  cnt: count,
  pric: price / 100,
  bilg_dept_codg: '0300',
  bilg_dept_name: '内科',
  ...DOCTOR,
  ...more,
});

async function identify() {
  const data = { ...CARD, psn_cert_type: '01', certno: ID, psn_name: '' };
  const { output } = await call('1101', { data });
  const [cover] = output.insuinfo;
  state.insured = cover.insuplc_admdvs;
  return { psn_no: output.baseinfo.psn_no, insutype: cover.insutype };
}

/** Register, diagnosis, lines, quote: a visit that only wants settling. */
async function outpatient({ psn_no, insutype }) {
  const data = { psn_no, insutype, begntime: time(), ...CARD, ipt_otp_no: messageId().slice(12) };
  const registered = await call('2201', {
    data: { ...data, dept_code: '0300', dept_name: '内科', caty: 'A03' },
  });
  const visit = { mdtrt_id: registered.output.data.mdtrt_id, psn_no };
  await call('2203', {
    mdtrtinfo: { ...visit, med_type: '11', begntime: time() },
    diseinfo: [{ ...diagnosis(), vali_flag: '1' }],
  });
  const goods = [
    ['991102000010000', 5000, 1],
    ['XZ99ZZA004A001010100004', 9800, 1],
    ['991102000020000', 2000, 1],
  ];
  const more = { chrg_bchno: 'B1', rx_circ_flag: '0', hosp_appr_flag: '0' };
  await call('2204', { feedetail: goods.map((one, index) => line(index + 1, visit, one, more)) });
  const bill = {
    data: {
      ...visit,
      ...CARD,
      med_type: '11',
      medfee_sumamt: 168,
      psn_setlway: '01',
      chrg_bchno: 'B1',
      acct_used_flag: '0',
      insutype,
    },
  };
  const quoted = await call('2206', bill);
  return { visit, bill, quoted: partsOf(quoted.output.setlinfo) };
}

async function inpatient({ psn_no, insutype }) {
  const mdtrtinfo = {
    psn_no,
    insutype,
    begntime: time(),
    ...CARD,
    med_type: '21',
    ipt_no: messageId().slice(12),
    atddr_no: DOCTOR.bilg_dr_codg,
    chfpdr_name: DOCTOR.bilg_dr_name,
    adm_diag_dscr: '肺炎',
    adm_dept_codg: '0300',
    adm_dept_name: '内科',
    adm_bed: '12',
    dscg_maindiag_code: 'J18.900',
    dscg_maindiag_name: '肺炎',
  };
  const main = [{ ...diagnosis(), maindiag_flag: '1' }];
  const admitted = await call('2401', { mdtrtinfo, diseinfo: main });
  const visit = { mdtrt_id: admitted.output.result.mdtrt_id, psn_no };
  const goods = [
    ['XZ99ZZA001A001010100001', 9800, 40],
    ['991109000010000', 6000, 5],
    ['991102000010000', 5000, 5],
  ];
  await call('2301', {
    feedetail: goods.map((one, index) => line(index + 1, visit, one, { med_type: '21' })),
  });
  const data = {
    ...visit,
    ...CARD,
    medfee_sumamt: 4470,
    psn_setlway: '01',
    insutype,
    acct_used_flag: '0',
    mid_setl_flag: '0',
  };
  const quoted = await call('2303', { data });
  await call('2402', {
    dscginfo: {
      ...visit,
      insutype,
      endtime: time(),
      dscg_dept_codg: '0300',
      dscg_dept_name: '内科',
      dscg_way: '1',
    },
    diseinfo: main,
  });
  const { output } = await call('2304', { data });
  check(String(partsOf(output.setlinfo)) === String(partsOf(quoted.output.setlinfo)), '住院结算与预结算不同');
  return output.setlinfo;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A ZIP with one stored file. */
function zip(name, text) {
  const content = Buffer.from(text);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(content), 0);
  sizes.writeUInt32LE(content.length, 4);
  sizes.writeUInt32LE(content.length, 8);
  const shared = Buffer.concat([
    Buffer.from('14000000000000002100', 'hex'),
    sizes,
    Buffer.from([name.length, 0, 0, 0]),
  ]);
  const local = Buffer.concat([Buffer.from('504b0304', 'hex'), shared, Buffer.from(name), content]);
  const central = Buffer.concat([
    Buffer.from('504b01021400', 'hex'),
    shared,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.from('504b0506000000000100010000000000000000000000', 'hex');
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** The text of the first file in a ZIP, by its central directory. */
function unzip(bytes) {
  const entry = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('504b0506', 'hex')) + 16);
  const size = bytes.readUInt32LE(entry + 20);
  const local = bytes.readUInt32LE(entry + 42);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const content = bytes.subarray(start, start + size);
  return (bytes.readUInt16LE(entry + 10) === 0 ? content : inflateRawSync(content)).toString('utf8');
}

const sums = (book) =>
  [0, 1, 2].map((index) => book.reduce((sum, { setl }) => sum + partsOf(setl)[index], 0));

async function reconcile(day) {
  const span = { setl_optins: AREA, stmt_begndate: day, stmt_enddate: day };
  for (const [clr_type, name] of [
    ['11', '门诊'],
    ['21', '住院'],
  ]) {
    const own = state.book.filter(({ setl }) => setl.clr_type === clr_type);
    const [medfee_sumamt, fund_pay_sumamt, acct_pay] = sums(own).map(yuan);
    const { output } = await call('3201', {
      data: {
        ...span,
        insutype: '390',
        clr_type,
        medfee_sumamt,
        fund_pay_sumamt,
        acct_pay,
        fixmedins_setl_cnt: own.length,
      },
    });
    const { stmt_rslt, stmt_rslt_dscr } = output.stmtinfo;
    console.log(`对总账 ${name}  ${stmt_rslt === '0' ? '平' : stmt_rslt_dscr}`);
  }
  const rows = state.book.map(({ setl, psn_no, isRefund }) =>
    [setl.setl_id, setl.mdtrt_id, psn_no, ...partsOf(setl).map(yuan), isRefund ? '1' : '0'].join('\t'),
  );
  // The archive as an array of signed bytes, as Java systems write it.
  const archive = [...new Int8Array(zip('3202.txt', `${rows.join('\n')}\n`))];
  const uploaded = await call('9101', {
    fsUploadIn: { in: archive, filename: '3202.zip', fixmedins_code: PROVIDER },
  });
  const [medfee_sumamt, fund_pay_sumamt] = sums(state.book).map(yuan);
  const { file_qury_no } = uploaded.output;
  const { output } = await call('3202', {
    data: {
      ...span,
      file_qury_no,
      medfee_sumamt,
      fund_pay_sumamt,
      cash_payamt: 0,
      fixmedins_setl_cnt: rows.length,
    },
  });
  const named = { file_qury_no: output.fileinfo.file_qury_no, filename: output.fileinfo.filename };
  const answered = await call('9102', { fsDownloadIn: { ...named, fixmedins_code: PROVIDER } });
  const verdicts = unzip(answered.output)
    .split('\n')
    .filter(Boolean)
    .map((row) => row.split('\t'));
  const own = new Set(state.book.map(({ setl }) => setl.setl_id));
  for (const row of verdicts) check(row[4] === '0' || !own.has(row[2]), `本院的一行对不上：${row[6]}`);
  console.log(`对明细  本院 ${rows.length} 行一致，另有 ${verdicts.length - rows.length} 行只在医保`);
}

async function confirmMonth() {
  const period = { trt_year: time().slice(0, 4), trt_month: time().slice(5, 7) };
  const { output } = await call('3260', { data: { ...period, startrow: 1 } });
  check(output.data.length > 0, '当月没有异地明细');
  const detail = output.data.map(
    ({ certno, mdtrt_id, mdtrt_setl_time, setl_sn, medfee_sumamt, optins_pay_sumamt }) => ({
      certno,
      mdtrt_id,
      mdtrt_setl_time,
      setl_sn,
      medfee_sumamt,
      optins_pay_sumamt,
      cnfm_flag: '1',
    }),
  );
  const stated = { data: { ...period, totalrow: detail.length }, detail };
  const { reference } = await call('3261', stated);
  await call('3262', { data: { ...period, otransid: reference } });
  await call('3261', stated);
  console.log(`月度确认  ${detail.length} 行，回退一次后再确认`);
}

const signed = await call('9001', { signIn: { opter_no: 'c01' } });
state.signNo = signed.output.signinoutb.sign_no;
const person = await identify();
const { psn_no } = person;

const first = await outpatient(person);
const settled = (await call('2207', first.bill)).output.setlinfo;
check(String(partsOf(settled)) === String(first.quoted), '门诊结算与预结算不同');
show('门诊', settled);
state.book.push({ setl: settled, psn_no });

// The answer gets lost: the same message again answers the same; then its message id is reversed, twice.
const second = await outpatient(person);
const lost = messageId();
await (await post('2207', envelope('2207', second.bill, lost))).arrayBuffer();
const found = (await call('2207', second.bill, lost)).output.setlinfo;
const undo = { data: { psn_no, omsgid: lost, oinfno: '2207' } };
await call('2601', undo);
await call('2601', undo);
console.log(`冲正  ${found.setl_id.slice(0, 1)}… 重发同一结算，按原报文冲正两次只有一次效果`);
await call('2205', { data: { ...second.visit, chrg_bchno: '0000' } });

// A refund: the void is a negative record of its own.
const third = await outpatient(person);
const kept = (await call('2207', third.bill)).output.setlinfo;
state.book.push({ setl: kept, psn_no });
const voided = (await call('2208', { data: { setl_id: kept.setl_id, ...third.visit } })).output.setlinfo;
check(
  partsOf(voided).every((part, index) => part === -partsOf(kept)[index]),
  '退费不是原额的负数',
);
show('退费', voided);
state.book.push({ setl: { ...voided, clr_type: '11' }, psn_no, isRefund: true });

const stay = await inpatient(person);
show('住院', stay);
state.book.push({ setl: stay, psn_no });

await reconcile(stay.setl_time.slice(0, 10));
await confirmMonth();
