/** What a person does about the own transfer of insurance: applies in the old area, and follows it. */
import { decryptField } from '@zhijie/crypto';
import { routeOf } from '@zhijie/exchange';
import {
  type Actor,
  dateOf,
  type InsuranceType,
  monthOf,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readById, readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { dueAfter } from './old-area.ts';
import { stepEach } from './step-each.ts';
import * as store from './store.ts';
import { JOINING_LABELS, LEAVING_LABELS, TRANSFER_TERMS } from './words.ts';

export type TransferWish = {
  readonly personId: string;
  readonly insuranceType: InsuranceType;
  readonly toArea: string;
  readonly startsOn: string;
};

/**
 * A person applies where the insurance is now; the new area hears of it. Refuses `person-unknown`,
 * `not-permitted`, `relation-date`, `relation-not-insured`, `relation-same-area`, `relation-open`.
 */
export async function applyForTransfer(
  deps: InsuredDeps,
  actor: Actor,
  wish: TransferWish,
): Promise<Result<{ applicationId: string }, Refusal>> {
  const { personId, insuranceType, toArea, startsOn } = wish;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  if (!parseCalendarDate(startsOn).ok) return refuse('relation-date', { field: 'startsOn' });
  const at = deps.now();
  const key = { accountPrefix: personalAccountPrefix(), personId };
  const file = await readById(deps.db, key, { at, actor, purpose: 'transfer', subject: null });
  const coverage = file?.coverages.find((one) => one.insurance_type === insuranceType);
  if (file === null || coverage === undefined)
    return refuse('relation-not-insured', { field: 'insuranceType' });
  const fromArea = coverage.insured_area;
  if (fromArea === toArea) return refuse('relation-same-area', { field: 'toArea' });
  const applicationId = deps.ids.next('event', fromArea, at);
  const isNew = await durably(deps, 'relation', (tx) =>
    store.addLeaving(tx, {
      ...{ applicationId, personId, insuranceType, fromArea, toArea, startsOn },
      ...{ certificateCipher: file.certificate_cipher, nameCipher: file.name_cipher },
      ...{ state: 'applying', openedAt: at, dueOn: dueAfter(at, TRANSFER_TERMS.issueWorkingDays) },
    }),
  );
  return isNew ? ok({ applicationId }) : refuse('relation-open', { field: 'insuranceType' });
}

/** Hands one application to the new area, or hears how it stands there. */
async function follow(deps: InsuredDeps, row: store.StoredLeaving): Promise<boolean> {
  const { applicationId, insuranceType, fromArea, toArea, startsOn } = row;
  const at = deps.now();
  const clear = (cipher: string) => decryptField(deps.fieldKeys, cipher);
  const [certificateNumber, name] = [clear(row.certificateCipher), clear(row.nameCipher)];
  const application = { applicationId, certificateNumber, name, insuranceType, fromArea, toArea, startsOn };
  const route = routeOf({ careArea: fromArea, insuredArea: toArea, month: monthOf(at) });
  const answer = await deps.ask!('relation.apply@1', route, application, { to: toArea.slice(0, 2) });
  const reason = answer.ok
    ? answer.value.reason
    : { code: answer.refusal.code, text: '转入地没有受理该申请。' };
  const state = !answer.ok || answer.value.state === 'refused' ? ('refused' as const) : ('applied' as const);
  if (state === row.state) return false;
  return durably(deps, 'relation', async (tx) => {
    const now = await store.lockLeaving(tx, applicationId);
    if (now === null || (now.state !== 'applying' && now.state !== 'applied')) return false;
    const said = state === 'refused' ? reason : null;
    await store.changeLeaving(
      tx,
      { ...now, state, reasonCode: said?.code ?? null, reasonText: said?.text ?? null },
      at,
    );
    return true;
  });
}

/** Hands applications of persons to their new areas; answers how many moved. */
export async function driveLeavings(deps: InsuredDeps): Promise<number> {
  if (deps.ask === undefined) return 0;
  return stepEach(await store.dueLeavings(deps.db, deps.now()), (row) => follow(deps, row));
}

export type TransferView = {
  readonly applicationId: string;
  readonly way: 'in' | 'out';
  readonly insuranceType: InsuranceType;
  readonly fromArea: string;
  readonly toArea: string;
  readonly startsOn: string;
  readonly state: string;
  readonly stateLabel: string;
  readonly reason: string | null;
  /** Fen that moves; null while it is not known. */
  readonly balance: number | null;
  /** Months that count after joining; null at the old area. */
  readonly months: number | null;
  /** Until when the step that is open now is to be done (unverified terms). */
  readonly dueOn: string;
  readonly isOverdue: boolean;
};

const commonOf = (row: store.RelationRow) => {
  const { applicationId, insuranceType, fromArea, toArea, startsOn, dueOn, reasonText: reason } = row;
  return { applicationId, insuranceType, fromArea, toArea, startsOn, dueOn, reason };
};

export function joiningView(row: store.StoredJoining, today: string): TransferView {
  const { state, balance, months, dueOn } = row;
  const isOpen = state === 'applied' || state === 'accepted';
  const isKnown = state === 'joined' || state === 'done';
  return {
    ...{ ...commonOf(row), way: 'in', state, stateLabel: JOINING_LABELS[state] },
    ...{ balance: isKnown ? balance : null, months: isKnown ? months : null },
    isOverdue: isOpen && dueOn < today,
  };
}

export function leavingView(row: store.StoredLeaving, today: string): TransferView {
  const { state, balance, dueOn } = row;
  const isOverdue = state === 'received' && dueOn < today;
  return {
    ...{ ...commonOf(row), way: 'out', state, stateLabel: LEAVING_LABELS[state] },
    ...{ balance, months: null, isOverdue },
  };
}

/** Transfers of a person at this node, the newest first. Refuses `person-unknown`, `not-permitted`. */
export async function transfersOfPerson(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<{ transfers: TransferView[] }, Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  const at = deps.now();
  const [ins, outs] = await Promise.all([
    store.joiningsOfPerson(deps.db, personId),
    store.leavingsOfPerson(deps.db, personId),
  ]);
  await writeEntry(deps.db, { personId, at, actor, purpose: 'own-record', subject: null });
  const today = dateOf(at);
  const views = [...ins.map((row) => joiningView(row, today)), ...outs.map((row) => leavingView(row, today))];
  return ok({ transfers: views.sort((a, b) => (a.applicationId < b.applicationId ? 1 : -1)) });
}
