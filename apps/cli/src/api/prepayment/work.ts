import { mayIssue } from '@zhijie/clearing';
import type { RequestOf } from '@zhijie/exchange';
import { ok, parseCalendarDate, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { bankTransferOf } from '../bank-transfer.ts';
import type { Desk } from '../desk.ts';
import type { BankEntryBody, IncreaseBody, IncreaseDecisionBody, PrepaymentStepBody } from './schema.ts';

type Answer = Promise<Result<unknown, Refusal>>;

const missing = (field: string) => refuse('field-missing', { field });
const notPermitted = refuse('not-permitted');

/** Runs work for the year of an address. Refuses `not-a-year`. */
async function inYear(text: string, work: (year: number) => Answer): Answer {
  return /^2\d{3}$/.test(text) ? work(Number(text)) : refuse('not-a-year', { field: 'year' });
}

/** A province sees its own pairs and pool, the nation everything. */
export const readYear = ({ actor, province, hub }: Desk, text: string): Answer =>
  inYear(text, async (year) =>
    province === null ? ok(await hub.prepayment.view(year, null)) : province.prepayment.read(actor, year),
  );

/** The nation sets a year's amounts, once (PF-01). */
export const setYear = ({ actor, hub }: Desk, text: string): Answer =>
  inYear(text, async (year) => (hub === null ? notPermitted : hub.prepayment.setYear(year, actor)));

/** The nation notes changes of alert levels at once; it does so by itself too. */
export async function observeUsage({ actor, hub }: Desk): Answer {
  if (hub === null || !mayIssue(actor)) return notPermitted;
  return ok({ outcome: 'applied', noted: await hub.prepayment.observe() });
}

export async function takeStep({ actor, province }: Desk, body: PrepaymentStepBody): Answer {
  if (province === null) return notPermitted;
  const { requestKey, orderId } = body;
  const step = stepOf(body);
  return step.ok ? province.prepayment.step(actor, { requestKey, orderId, step: step.value }) : step;
}

type Step = RequestOf<'prepayment.step@1'>['step'];

/** What a step needs, or the first field that is missing. */
function stepOf(body: PrepaymentStepBody): Result<Step, Refusal> {
  if (body.step === 'submit') return ok({ kind: 'submit' });
  if (body.step === 'receive') {
    const { receivedOn } = body;
    return receivedOn === undefined ? missing('receivedOn') : ok({ kind: 'receive', receivedOn });
  }
  const transfer = bankTransferOf(body);
  return transfer.ok ? ok({ kind: 'pay', transfer: transfer.value }) : transfer;
}

export async function requestIncrease({ actor, province }: Desk, body: IncreaseBody): Answer {
  if (province === null) return notPermitted;
  const { requestKey, period, amount: text } = body;
  if (text === undefined) return province.prepayment.request(actor, { requestKey, period });
  const amount = parseYuan(text);
  if (!amount.ok || amount.value <= 0) return refuse('amount-malformed', { field: 'amount' });
  return province.prepayment.request(actor, { requestKey, period, amount: amount.value });
}

export async function decideIncrease({ actor, hub }: Desk, body: IncreaseDecisionBody): Answer {
  if (hub === null) return notPermitted;
  const { requestId, decision, reason = '' } = body;
  return hub.prepayment.decide({ requestId, isGranted: decision === 'grant', reason, actor });
}

export async function bookBankEntry({ actor, province }: Desk, body: BankEntryBody): Answer {
  if (province === null) return notPermitted;
  const { requestKey, kind, bank, serial } = body;
  const amount = parseYuan(body.amount);
  if (!amount.ok) return refuse('amount-malformed', { field: 'amount' });
  const on = parseCalendarDate(body.on);
  if (!on.ok) return refuse('date-malformed', { field: 'on' });
  const entryId = `${actor.node}-${requestKey}`;
  return province.prepayment.bankEntry(actor, {
    entryId,
    kind,
    amount: amount.value,
    bank,
    serial,
    on: on.value,
  });
}
