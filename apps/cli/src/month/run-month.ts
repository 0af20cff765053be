import { CHINA_CALENDAR, clearingDates, generationMoment } from '@zhijie/clearing';
import { type NationalView, nationalViewOf } from '@zhijie/hub';
import {
  addDays,
  assert,
  type CalendarDate,
  calendarDate,
  dateOf,
  Failure,
  formatYuan,
  type Instant,
  instant,
  type Month,
  PROVINCE_NAMES,
  startOfDay,
} from '@zhijie/kernel';
import type { Told } from '../api/agency/index.ts';
import { areaOfProvider } from '../demo/places.ts';
import { tellStory } from '../demo/run-stories.ts';
import { STORIES } from '../demo/stories.ts';
import type { Network } from '../network/network.ts';

export type MonthRun = {
  readonly network: Pick<Network, 'hub' | 'provinces' | 'now'>;
  /** Where the network is served. */
  readonly url: string;
  readonly period: Month;
  /** Sets the clock of every node. */
  readonly setClock: (at: Instant) => void;
  readonly onProgress: (text: string) => void;
};

/** How the month stood when the notices were out, and in the end. */
export type MonthDone = { readonly issued: NationalView; readonly settled: NationalView };

const HOUR = 3_600_000;
const hourOf = (day: CalendarDate, hour: number): Instant => instant(startOfDay(day) + hour * HOUR);
const firstDayOf = (of: Month): CalendarDate => calendarDate(`${of}-01`);

type Headers = { readonly agency: string; readonly operator: string };
type Post = (path: string, body: object, by: Headers) => Promise<void>;

/**
 * A month end to end on a network of its own clock, through the public interfaces: bills between provinces,
 * the clearing on the 21st, two persons' confirmation in every province, notices, payments and receipts.
 * Throws when a step is refused.
 */
export async function runMonth(run: MonthRun): Promise<MonthDone> {
  const { network, period, setClock, onProgress } = run;
  const { hub } = network;
  const dates = clearingDates(CHINA_CALENDAR, period);
  const post = poster(run);
  onProgress(`结算 ${period} 的跨省账单（${await settleBills(run)} 笔）`);
  setClock(instant(generationMoment(period) + 9 * HOUR));
  await post(`${period}/generate`, {}, { agency: '000000', operator: 'nation' });
  const made = await hub.clearing.state(period);
  assert(made !== undefined, 'The month was just generated');
  const provinces = made.book.confirmations.map(({ province }) => province);
  onProgress(`次月21日生成清算：${made.run.items} 笔，${provinces.length} 个省`);
  for (const province of provinces) await confirm(run, post, province);
  onProgress('各省两人确认，登记收款账户');
  const issuedOn = dates.issue.on;
  setClock(hourOf(issuedOn, 10));
  await post(`${period}/steps`, step('issue', 'nation'), { agency: '000000', operator: 'nation' });
  const issued = await viewOf(run);
  onProgress(`${issuedOn} 下发付款和收款通知书`);
  await pay(run, post, issued, issuedOn);
  return { issued, settled: await viewOf(run) };
}

async function viewOf({ network, period }: MonthRun): Promise<NationalView> {
  const state = await network.hub.clearing.state(period);
  assert(state !== undefined, 'The month has a clearing');
  return nationalViewOf(state, network.now());
}

/** Every story between two provinces of this network, on the days of the month. */
async function settleBills({ network, url, period, setClock }: MonthRun): Promise<number> {
  const { provinces, now } = network;
  const stories = STORIES.filter(({ insuredArea, providerId }) => {
    const [care, insured] = [areaOfProvider(providerId).area.slice(0, 2), insuredArea.slice(0, 2)];
    return care !== insured && provinces.has(care) && provinces.has(insured);
  });
  for (const [index, story] of stories.entries()) {
    setClock(hourOf(addDays(firstDayOf(period), 2 + (index % 25)), 9));
    await tellStory(story, { url, now, prefix: `M${index}-` });
  }
  return stories.length;
}

function poster({ url }: MonthRun): Post {
  return async (path, body, { agency, operator }) => {
    const response = await fetch(`${url}/api/agency/clearing/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-zhijie-agency': agency,
        'x-zhijie-operator': operator,
      },
      body: JSON.stringify(body),
    });
    if (response.ok) return;
    const { refusal } = (await response.json()) as { refusal: Told };
    throw new Failure(`${path} 未办理（${refusal.field}）：${refusal.text}${refusal.fix}`);
  };
}

let keys = 0;
function step(name: string, who: string, more: object = {}): object {
  keys += 1;
  return { requestKey: `month-${who}-${keys}`, step: name, ...more };
}

async function confirm({ network, period }: MonthRun, post: Post, province: string): Promise<void> {
  const by = (operator: string): Headers => ({ agency: `${province}0000`, operator });
  const account = {
    holder: `${PROVINCE_NAMES[province] ?? province}社会保障基金财政专户`,
    bank: '示例银行',
    number: `9900${province}0000000001`,
    from: dateOf(network.now()),
  };
  await post('accounts', account, by('payer'));
  await post(`${period}/steps`, step('propose', province), by('maker'));
  await post(`${period}/steps`, step('confirm', province), by('checker'));
}

/** To finance, paid with bank and serial, received, and settled with the own areas, each within its days. */
async function pay(run: MonthRun, post: Post, issued: NationalView, issuedOn: CalendarDate): Promise<void> {
  const { period, setClock, onProgress } = run;
  const [submittedOn, paidOn, receivedOn] = [3, 7, 9].map((days) => addDays(issuedOn, days)) as [
    CalendarDate,
    CalendarDate,
    CalendarDate,
  ];
  const take = (province: string, name: string, more: object = {}): Promise<void> =>
    post(`${period}/steps`, step(name, province, more), { agency: `${province}0000`, operator: 'payer' });
  setClock(hourOf(submittedOn, 10));
  for (const { orderId, payer } of issued.matrix) await take(payer, 'submit', { orderId });
  for (const { province } of issued.confirmations) await take(province, 'allocate');
  setClock(hourOf(paidOn, 10));
  for (const [index, { orderId, payer, amount }] of issued.matrix.entries()) {
    const bank = {
      bank: '示例银行',
      serial: `${period.replace('-', '')}${index}`,
      paidOn,
      purpose: 'clearing',
    };
    await take(payer, 'pay', { orderId, ...bank, amount: formatYuan(amount as never) });
  }
  onProgress(`${paidOn} 各省财政付款 ${issued.matrix.length} 笔`);
  setClock(hourOf(receivedOn, 10));
  for (const { orderId, payee } of issued.matrix) await take(payee, 'receive', { orderId, receivedOn });
  onProgress(`${receivedOn} 全部到账`);
}
