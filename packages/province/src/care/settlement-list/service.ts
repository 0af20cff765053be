import { decryptField, encryptField } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import {
  addFen,
  type FeeCategory,
  type Fen,
  type Instant,
  ok,
  type Refusal,
  type Result,
  ZERO_FEN,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { readLinesOf } from '../fee-line/store.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { viewOfSettlement } from '../settlement/query.ts';
import { findSettlement, type Settlement } from '../settlement/store.ts';
import type { SettlementView } from '../settlement/view.ts';
import { type Diagnosis, readDiagnoses } from '../visit/store.ts';
import { CHECK_VERSION, checkList, type ListFacts, type ListFault, type SettlementList } from './checks.ts';
import {
  changeListState,
  countLists,
  type DueFilter,
  type DueList,
  dueLists,
  findList,
  type KeptList,
  type ListFilter,
  type ListState,
  listsOfMonth,
  lockList,
  saveList,
} from './store.ts';

const refusedBy = (refusal: CareRefusal) => ({ ok: false as const, refusal });

/** A list as uploaded, and with which settlement it goes. */
export type ListUpload = {
  readonly visitId: string;
  readonly settlementId: string;
  readonly personId: string | null;
  readonly content: SettlementList;
  /** The edition without amounts leaves them out of the control. */
  readonly hasFeeBlock: boolean;
  /** What each fund paid, by its name on the list. */
  readonly fundsOf: (view: SettlementView) => ReadonlyMap<string, Fen>;
};

export type UploadedList = { readonly listId: string; readonly faults: readonly ListFault[] };

/**
 * Keeps the list of a settlement (4101) and what its quality control finds; a draft or a rejected list is
 * replaced. Faults never refuse the upload: they are told, and stand in the way of the submission.
 * Refusals: `settlement-unknown`, `person-differs`, `settlement-reversed`, `list-frozen`.
 */
export function uploadList(
  deps: CareDeps,
  call: Call,
  wanted: ListUpload,
  render: (uploaded: UploadedList) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const { settlementId } = wanted;
      const { providerId } = call.institution;
      const settlement = await findSettlement(tx, providerId, settlementId);
      const refusal = refusalOf(settlement, wanted);
      if (refusal !== null) return refusedBy(refusal);
      const known = await lockList(tx, providerId, settlementId);
      if (known !== null && known.state !== 'draft' && known.state !== 'rejected') {
        return careRefusal('list-frozen', 'settlementId', { settlementId });
      }
      const facts = await factsOf(deps, tx, settlement!, wanted);
      const faults = checkList(wanted.content, facts);
      const list = keptList(deps, call, { settlement: settlement!, wanted, faults, known });
      await saveList(tx, list);
      await changeListState(tx, list.listId, 'draft', { actorId: call.actor.id, at: call.receivedAt });
      await logAccess(tx, { ...accessOf(call), personId: list.personId, purpose: 'settlement-list' });
      return ok({ output: { listId: list.listId, faults }, visitId: list.visitId });
    },
    render,
  );
}

function refusalOf(settlement: Settlement | null, wanted: ListUpload): CareRefusal | null {
  const { settlementId, visitId, personId } = wanted;
  const isKnown = settlement !== null && settlement.visitId === visitId && settlement.settledAt !== null;
  if (!isKnown) return careRefusal('settlement-unknown', 'settlementId', { settlementId, visitId }).refusal;
  if (settlement.state === 'reversed') {
    return careRefusal('settlement-reversed', 'settlementId', { settlementId }).refusal;
  }
  const isOther = personId !== null && personId !== settlement.personId;
  return isOther ? careRefusal('person-differs', 'personId', { visitId }).refusal : null;
}

async function factsOf(
  deps: CareDeps,
  tx: Executor,
  settlement: Settlement,
  { fundsOf, hasFeeBlock }: ListUpload,
): Promise<ListFacts> {
  const view = await viewOfSettlement({ db: tx, fieldKeys: deps.fieldKeys }, settlement);
  const lines = await readLinesOf(tx, settlement, settlement.settlementId);
  const categories = new Map<FeeCategory, Fen>();
  for (const { category, total } of lines) {
    categories.set(category, addFen(categories.get(category) ?? ZERO_FEN, total));
  }
  const { name, certificateNumber, gender, birthDate, kind, parts } = view;
  const person = { name, certificateNumber, gender, birthDate };
  return { isStay: kind === 'inpatient', hasFeeBlock, person, parts, categories, funds: fundsOf(view) };
}

function keptList(
  deps: CareDeps,
  call: Call,
  made: {
    readonly settlement: Settlement;
    readonly wanted: ListUpload;
    readonly faults: readonly ListFault[];
    readonly known: KeptList | null;
  },
): KeptList {
  const { settlement, wanted, faults, known } = made;
  const { providerId, settlementId, visitId, personId, month } = settlement;
  const seal = (value: unknown): string => encryptField(deps.fieldKeys[0]!, JSON.stringify(value));
  return {
    listId: known?.listId ?? deps.ids.next('event', settlement.careArea, call.receivedAt),
    providerId,
    settlementId,
    visitId,
    personId,
    month: month!,
    state: 'draft',
    contentSealed: seal(wanted.content),
    faultsSealed: seal(faults),
    errors: faults.filter(({ level }) => level === 'error').length,
    warnings: faults.filter(({ level }) => level === 'warning').length,
    checkVersion: CHECK_VERSION,
    checkedAt: call.receivedAt,
  };
}

const NEXT: Readonly<Record<ListState, readonly ListState[]>> = {
  draft: ['submitted'],
  submitted: [],
  approved: [],
  rejected: ['draft', 'submitted'],
};

/**
 * Submits lists, or takes a rejected one back (4102), all or none; a list that is so already stays. What is
 * submitted is frozen. Refusals: `list-unknown`, `person-differs`, `list-frozen`, `list-has-faults` (naming
 * how many).
 */
export function changeListStates(
  deps: CareDeps,
  call: Call,
  changes: readonly { readonly personId: string; readonly settlementId: string; readonly state: ListState }[],
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const made = { actorId: call.actor.id, at: call.receivedAt };
      for (const [index, { personId, settlementId, state }] of changes.entries()) {
        const list = await lockList(tx, call.institution.providerId, settlementId);
        const at = `states[${index}].settlementId`;
        if (list === null) return careRefusal('list-unknown', at, { settlementId });
        if (list.personId !== personId) {
          return careRefusal('person-differs', `states[${index}].personId`, { settlementId });
        }
        if (list.state === state) continue;
        if (!NEXT[list.state].includes(state)) return careRefusal('list-frozen', at, { settlementId });
        if (state === 'submitted' && list.errors > 0) {
          return careRefusal('list-has-faults', at, { settlementId, errors: list.errors });
        }
        await changeListState(tx, list.listId, state, made);
      }
      return ok({ output: null });
    },
    render,
  );
}

export type FoundList = {
  readonly kept: KeptList;
  readonly content: SettlementList;
  readonly faults: readonly ListFault[];
};

/** A list of the caller in full (4103). Refusals: `list-unknown`, `person-differs`. */
export function readList(
  deps: CareDeps,
  call: Call,
  wanted: { readonly personId: string; readonly settlementId: string },
): Promise<Result<FoundList, CareRefusal>> {
  const { settlementId, personId } = wanted;
  return deps.db.transaction(async (tx) => {
    const kept = await findList(tx, call.institution.providerId, settlementId);
    if (kept === null) return careRefusal('list-unknown', 'settlementId', { settlementId });
    if (kept.personId !== personId) return careRefusal('person-differs', 'personId', { settlementId });
    await logAccess(tx, { ...accessOf(call), personId, purpose: 'settlement-list' });
    return ok(opened(deps, kept));
  });
}

function opened(deps: CareDeps, kept: KeptList): FoundList {
  const open = (sealed: string): unknown => JSON.parse(decryptField(deps.fieldKeys, sealed));
  return {
    kept,
    content: open(kept.contentSealed) as SettlementList,
    faults: open(kept.faultsSealed) as ListFault[],
  };
}

export type CheckedList = FoundList & { readonly view: SettlementView };

/** What the quality control found, list by list of a month (4104); each look at a person is logged. */
export function readListFaults(deps: CareDeps, call: Call, by: ListFilter): Promise<readonly CheckedList[]> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    const found: CheckedList[] = [];
    for (const kept of await listsOfMonth(tx, providerId, by)) {
      const settlement = (await findSettlement(tx, providerId, kept.settlementId))!;
      const view = await viewOfSettlement({ db: tx, fieldKeys: deps.fieldKeys }, settlement);
      await logAccess(tx, { ...accessOf(call), personId: kept.personId, purpose: 'settlement-list' });
      found.push({ ...opened(deps, kept), view });
    }
    return found;
  });
}

/** How many lists are due and how many came (4105). */
export function countSettlementLists(
  deps: CareDeps,
  call: Call,
  by: {
    readonly careTypes: readonly string[];
    readonly from: Instant;
    readonly until: Instant;
    readonly withRefunds: boolean;
  },
): Promise<{ readonly due: number; readonly uploaded: number }> {
  return countLists(deps.db, call.institution.providerId, by);
}

export type DueListOfStay = {
  readonly due: DueList;
  readonly view: SettlementView;
  readonly mainDiagnosis: Diagnosis | null;
};

/** Settled stays of a period with what became of the list of each (4160); each look at a person is logged. */
export function listUploads(deps: CareDeps, call: Call, by: DueFilter): Promise<readonly DueListOfStay[]> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    const found: DueListOfStay[] = [];
    for (const due of await dueLists(tx, providerId, by)) {
      const settlement = (await findSettlement(tx, providerId, due.settlementId))!;
      const view = await viewOfSettlement({ db: tx, fieldKeys: deps.fieldKeys }, settlement);
      const diagnoses = await readDiagnoses(tx, settlement);
      await logAccess(tx, { ...accessOf(call), personId: view.personId, purpose: 'settlement-list' });
      found.push({ due, view, mainDiagnosis: diagnoses.find(({ isMain }) => isMain) ?? null });
    }
    return found;
  });
}
