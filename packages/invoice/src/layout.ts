import { parseCalendarDate, parseYuan } from '@zhijie/kernel';
import type { Box, FieldRead, InvoiceField, ItemRead, Word } from './invoice.ts';

type Line = { readonly text: string; readonly words: readonly Word[]; readonly starts: readonly number[] };

const NOT_A_NAME = '(?=收款人|复核人|交款人|开票|校验码|票据|业务流水|统一社会|$)';
const DATE = '(\\d{4})[年./-](\\d{1,2})[月./-](\\d{1,2})日?';
const YUAN = '[¥￥]?(-?\\d[\\d,]*\\.\\d{2})';

type Rule = {
  readonly fields: readonly InvoiceField[];
  readonly pattern: RegExp;
  readonly values: (match: RegExpExecArray) => readonly (string | null)[];
};

const one = (field: InvoiceField, pattern: string): Rule => ({
  fields: [field],
  pattern: new RegExp(pattern, 'd'),
  values: (match) => [match[1] ?? null],
});
const amount = (field: InvoiceField, label: string): Rule => ({
  ...one(field, `${label}[:：]?${YUAN}`),
  values: (match) => [yuanOf(match[1])],
});

/** What stands after which label; spaces are gone from the text. */
const RULES: readonly Rule[] = [
  one('code', '票据代码[:：]?(\\d{8})(?!\\d)'),
  one('number', '票据号码[:：]?(\\d{10})(?!\\d)'),
  one('checkCode', '校验码[:：]?([0-9A-Za-z]{6})(?![0-9A-Za-z])'),
  one('payer', `交款人[:：]([^:：]{1,20}?)${NOT_A_NAME}`),
  one('issuer', `收.单位(?:[（(]章[)）])?[:：]([^:：]{2,40}?)${NOT_A_NAME}`),
  one('visitNumber', '(?:住院号|门诊号|病历号)[:：]?([0-9A-Za-z-]{3,30})'),
  one('mark', '(已作废|已冲红|红字票据|已换开)'),
  { ...one('issuedOn', `开票日期[:：]?${DATE}`), values: (match) => [dayOf(match, 1)] },
  amount('total', '金额合计[（(]小写[)）]'),
  amount('selfFunded', '个人自费'),
  amount('selfPaidFirst', '先行自付'),
  {
    fields: ['admittedOn', 'dischargedOn'],
    pattern: new RegExp(`住院时间[:：]?${DATE}[至到~—-]+${DATE}`, 'd'),
    values: (match) => [dayOf(match, 1), dayOf(match, 4)],
  },
  {
    fields: ['admittedOn', 'dischargedOn'],
    pattern: new RegExp(`就诊日期[:：]?${DATE}`, 'd'),
    values: (match) => [dayOf(match, 1), dayOf(match, 1)],
  },
];

function dayOf(match: RegExpExecArray, first: number): string | null {
  const [year, month, day] = [match[first], match[first + 1], match[first + 2]];
  const text = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return parseCalendarDate(text).ok ? text : null;
}

function yuanOf(text: string | undefined): string | null {
  const plain = (text ?? '').replaceAll(',', '');
  return parseYuan(plain).ok ? plain : null;
}

/**
 * Fields and rows from words and their places: words are joined to lines, a label names the field behind it.
 * A field's confidence is that of its least sure word.
 */
export function readLayout(words: readonly Word[]): {
  readonly fields: Partial<Record<InvoiceField, FieldRead>>;
  readonly items: readonly ItemRead[];
} {
  const lines = linesOf(words);
  const fields: Partial<Record<InvoiceField, FieldRead>> = {};
  for (const line of lines) {
    for (const rule of RULES) {
      const match = rule.pattern.exec(line.text);
      if (match === null) continue;
      for (const [index, value] of rule.values(match).entries()) {
        const field = rule.fields[index]!;
        if (value !== null && fields[field] === undefined) fields[field] = placed(line, match, value);
      }
    }
  }
  return { fields, items: itemsOf(lines) };
}

function placed(line: Line, match: RegExpExecArray, value: string): FieldRead {
  const from = match.indices?.[1]?.[0] ?? match.index;
  const to = match.index + match[0].length;
  const covered = line.words.filter((word, index) => {
    const start = line.starts[index]!;
    return start < to && start + compact(word.text).length > from;
  });
  return { value, confidence: leastOf(covered), box: around(covered.map((word) => word.box)) };
}

const leastOf = (words: readonly Word[]): number =>
  Math.round(Math.min(100, ...words.map((word) => word.confidence)));

function around(boxes: readonly Box[]): Box | null {
  const [first] = boxes;
  if (first === undefined) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { page: first.page, x, y, width: right - x, height: bottom - y };
}

/** Look-alikes that PDF fonts name for ordinary characters and that Unicode does not fold. */
const RADICALS = Object.fromEntries(
  [
    '⻓长',
    '⻔门',
    '⻛风',
    '⻜飞',
    '⻢马',
    '⻥鱼',
    '⻦鸟',
    '⻋车',
    '⻅见',
    '⻆角',
    '⻉贝',
    '⻚页',
    '⻘青',
    '⻩黄',
    '⻰龙',
    '⻬齐',
    '⻄西',
    '⺠民',
    '⻝食',
    '⻣骨',
    '⻤鬼',
    '⻨麦',
    '⻮齿',
    '⻙韦',
  ].map((pair) => [pair[0], pair[1]] as [string, string]),
);

/** Without spaces, with ordinary characters in place of their look-alikes. */
const compact = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[⺀-⻳]/g, (radical) => RADICALS[radical] ?? radical);
const ITEM = /([\p{Script=Han}（）()]{2,16})[|丨]*(\d[\d,]*\.\d{2})/gu;

/** The table between its heading and the total: names of Chinese characters, each with an amount. */
function itemsOf(lines: readonly Line[]): ItemRead[] {
  const head = lines.findIndex((line) => line.text.includes('项目名称'));
  const foot = lines.findIndex((line) => line.text.includes('金额合计'));
  if (head < 0 || foot < head) return [];
  return lines.slice(head + 1, foot).flatMap((line) =>
    [...line.text.matchAll(ITEM)].map((match) => ({
      name: match[1]!,
      amount: match[2]!.replaceAll(',', ''),
      confidence: leastOf(line.words),
    })),
  );
}

/** Words whose middles lie within each other's height are one line, from left to right. */
function linesOf(words: readonly Word[]): Line[] {
  const rows: { middle: number; height: number; page: number; words: Word[] }[] = [];
  const byPlace = [...words]
    .filter((word) => compact(word.text) !== '')
    .sort((a, b) => a.box.page - b.box.page || a.box.y + a.box.height / 2 - (b.box.y + b.box.height / 2));
  for (const word of byPlace) {
    const middle = word.box.y + word.box.height / 2;
    const row = rows.at(-1);
    const reach = Math.min(row?.height ?? 0, word.box.height) / 2;
    if (row !== undefined && row.page === word.box.page && middle - row.middle <= reach) row.words.push(word);
    else rows.push({ middle, height: word.box.height, page: word.box.page, words: [word] });
  }
  return rows.map((row) => {
    const sorted = row.words.sort((a, b) => a.box.x - b.box.x);
    const starts: number[] = [];
    let text = '';
    for (const word of sorted) {
      starts.push(text.length);
      text += compact(word.text);
    }
    return { text, words: sorted, starts };
  });
}
