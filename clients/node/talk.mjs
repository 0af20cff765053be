// 设置、金额和通信：信封、重发、读答复、对账文件的压缩。
import { crc32, inflateRawSync } from 'node:zlib';

const { ZHIJIE = 'http://127.0.0.1:8600', PROVIDER = 'H11010500002' } = process.env;
export const { AREA = '410100', ID = '419900198503121358' } = process.env;
// 就医地：直辖市的统筹区只有前两位，其余取前四位
const isMunicipality = ['11', '12', '31', '50'].includes(PROVIDER.slice(1, 3));
export const HERE = PROVIDER.slice(1, isMunicipality ? 3 : 5).padEnd(6, '0');
// 怪癖：msgid 里有字母（机构编号 + Z + 三十六进制时间 + 序号）
export const RUN = Date.now().toString(36).toUpperCase();
export let serial = 0;
export const nextMsgid = () => `${PROVIDER}Z${RUN}${String(++serial).padStart(4, '0')}`;
// 平台的时钟，取自每次答复；第一次用本机的北京时间
export let now = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 19).replace('T', ' ');
export const today = () => now.slice(0, 10);

// ---- 金额一律按分计算
export const cents = (money) => Math.round(Number(money ?? 0) * 100);
export const yuan = (amount) => (amount / 100).toFixed(2);
export const sum = (rows, key) => rows.reduce((all, row) => all + cents(row[key]), 0);
export const amounts = ({ total, fund, account, cash }) =>
  `总额 ${yuan(total)}  基金 ${yuan(fund)}  个人账户 ${yuan(account)}  现金 ${yuan(cash)}`;
export const say = (flow, text) => console.log(`${flow}  ${text}`);

export class Stop extends Error {}
export function agree(what, ours, theirs, words = '') {
  if (String(ours) !== String(theirs)) throw new Stop(`${what}：本院 ${ours}，平台 ${theirs}。${words}`);
}
const SUMS = ['total', 'fund', 'account', 'cash', 'count'];
const addKey = (bills, key) => bills.reduce((all, bill) => all + bill[key], 0);
export const add = (bills) => Object.fromEntries(SUMS.map((key) => [key, addKey(bills, key)]));
export const NOTHING = add([]);

// ---- 通信
export function envelope(infno, msgid, area, input) {
  return JSON.stringify({
    infno,
    msgid,
    mdtrtarea_admvs: HERE,
    insuplc_admdvs: area === HERE ? '' : area, // 怪癖：本地病人和全院业务不填参保地
    recer_sys_code: 'HIS',
    infver: 'V1.0',
    opter_type: 1,
    opter: 'hs01',
    opter_name: '何收费',
    inf_time: now,
    dev_no: null,
    dev_safe_info: 'null',
    cainfo: null,
    signtype: 'null', // 怪癖：空值写成 null 或 "null"
    fixmedins_code: PROVIDER,
    fixmedins_name: '小医院',
    sign_no: '',
    input,
  });
}

// 断线就用原报文、原 msgid 再发，最多三次
export async function send(infno, body, headers = {}, tries = 1) {
  try {
    const answer = await fetch(`${ZHIJIE}/fsi/api/callService/${infno}`, { method: 'POST', body, headers });
    return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
  } catch (broken) {
    if (tries === 3) throw new Stop(`${infno} 三次没有收到答复：${broken.cause?.message ?? broken.message}`);
    return send(infno, body, {}, tries + 1);
  }
}

export function read(infno, { bytes }) {
  const answer = JSON.parse(bytes);
  if (String(answer.infcode) !== '0') throw new Stop(`${infno} 被拒绝：${answer.err_msg}`);
  now = answer.refmsg_time.replace(/^(....)(..)(..)(..)(..)(..).*/, '$1-$2-$3 $4:$5:$6');
  return answer;
}

export async function ask(infno, area, input, msgid = nextMsgid()) {
  return { ...read(infno, await send(infno, envelope(infno, msgid, area, input))), msgid };
}
export const call = async (infno, area, input) => (await ask(infno, area, input)).output;

// 只装一个文本的 ZIP（不压缩），Base64
export function zip(name, text) {
  const raw = Buffer.from(text);
  const shorts = (...values) => Buffer.from(Uint16Array.from(values).buffer);
  const long = (value) => [value & 0xffff, value >>> 16];
  const size = long(raw.length);
  const facts = shorts(20, 0, 0, 0, 33, ...long(crc32(raw)), ...size, ...size, name.length, 0);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), raw]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00'),
    facts,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const tail = shorts(0, 0, 1, 1, ...long(entry.length), ...long(local.length), 0);
  return Buffer.concat([local, entry, Buffer.from('PK\x05\x06'), tail]).toString('base64');
}

export function unzip(file) {
  const entry = file.readUInt32LE(file.length - 6);
  const local = file.readUInt32LE(entry + 42);
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const packed = file.subarray(start, start + file.readUInt32LE(entry + 20));
  return (file.readUInt16LE(entry + 10) === 8 ? inflateRawSync(packed) : packed).toString();
}
