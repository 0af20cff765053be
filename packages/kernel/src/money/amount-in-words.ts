import type { TotalFen } from './fen.ts';

/**
 * An amount in formal Chinese numerals (大写金额), as receipts demand: prefix 人民币 without a gap; ends at
 * 元 → 整; ends at 角 or 分 → nothing; 角 zero but 分 not → 元零 (支付结算办法, annex 1, articles 1–3).
 */
export function amountInWords(amount: TotalFen): string {
  const size = Math.abs(amount);
  const yuan = Math.floor(size / 100);
  const jiao = Math.floor(size / 10) % 10;
  const cent = size % 10;
  let text = yuan > 0 ? `${integerInWords(yuan)}元` : '';
  if (jiao > 0) text += `${DIGITS[jiao]}角`;
  else if (cent > 0 && yuan > 0) text += '零';
  if (cent > 0) text += `${DIGITS[cent]}分`;
  if (jiao === 0 && cent === 0) text = `${text || '零元'}整`;
  return `人民币${amount < 0 ? '负' : ''}${text}`;
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const MYRIAD = 10_000;
const HUNDRED_MILLION = 100_000_000;

function integerInWords(n: number): string {
  if (n >= HUNDRED_MILLION) return joined(n, HUNDRED_MILLION, '亿');
  if (n >= MYRIAD) return joined(n, MYRIAD, '万');
  return sectionInWords(n);
}

function joined(n: number, unit: number, name: string): string {
  const rest = n % unit;
  const zero = rest > 0 && rest < unit / 10 ? '零' : '';
  return integerInWords(Math.floor(n / unit)) + name + zero + (rest > 0 ? integerInWords(rest) : '');
}

/** 1 … 9999; a run of inner zeros is read once, a trailing one not at all. */
function sectionInWords(n: number): string {
  let text = '';
  let skipped = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(n / 10 ** place) % 10;
    if (digit === 0) {
      skipped = text !== '';
      continue;
    }
    text += (skipped ? '零' : '') + DIGITS[digit] + PLACES[place];
    skipped = false;
  }
  return text;
}
