import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { onceActive } from '../institution/once-active.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import {
  type Department,
  type DepartmentState,
  listDepartments,
  lockDepartments,
  saveDepartment,
  withdrawDepartment,
} from './store.ts';

/** What a message wants of a department: it is new (3401, 3401A), or it is known and changes (3402). */
export type DepartmentIntent = 'add' | 'change';

/**
 * Keeps the departments of one message, all or none. Refusals in order: the institution's; row by row
 * `department-repeated`, `department-period`, `department-exists` (add), `department-unknown` (change).
 */
export function saveDepartments(
  deps: CareDeps,
  call: Call,
  intent: DepartmentIntent,
  departments: readonly Department[],
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  return onceActive(
    deps,
    call,
    async (tx) => {
      const codes = departments.map(({ code }) => code);
      const known = await lockDepartments(tx, providerId, codes);
      const refusal = refusalOf(intent, departments, known);
      if (refusal !== null) return { ok: false, refusal };
      for (const one of departments.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
        await saveDepartment(tx, deps.fieldKeys, providerId, one, call.receivedAt);
      }
      return ok({ output: null });
    },
    render,
  );
}

function refusalOf(
  intent: DepartmentIntent,
  departments: readonly Department[],
  known: readonly DepartmentState[],
): CareRefusal | null {
  const valid = new Set(known.filter(({ isValid }) => isValid).map(({ code }) => code));
  const seen = new Set<string>();
  for (const [index, { code, startedAt, endedAt }] of departments.entries()) {
    const at = `departments[${index}]`;
    const detail = { departmentCode: code };
    if (seen.has(code)) return careRefusal('department-repeated', `${at}.code`, detail).refusal;
    seen.add(code);
    if (endedAt !== null && endedAt < startedAt) {
      return careRefusal('department-period', `${at}.endedAt`, detail).refusal;
    }
    if (intent === 'add' && valid.has(code)) {
      return careRefusal('department-exists', `${at}.code`, detail).refusal;
    }
    if (intent === 'change' && !valid.has(code)) {
      return careRefusal('department-unknown', `${at}.code`, detail).refusal;
    }
  }
  return null;
}

/**
 * Takes a department back (3403). Refusals: the institution's, `department-unknown`, also for another name.
 */
export function removeDepartment(
  deps: CareDeps,
  call: Call,
  { code, name }: Pick<Department, 'code' | 'name'>,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  return onceActive(
    deps,
    call,
    async (tx) => {
      const [known] = await lockDepartments(tx, providerId, [code]);
      const isIt = known?.name === name;
      if (isIt && (await withdrawDepartment(tx, providerId, code, call.receivedAt)))
        return ok({ output: null });
      return careRefusal('department-unknown', 'code', { departmentCode: code });
    },
    render,
  );
}

/** The caller's own departments (5101). */
export const departmentsOf = (deps: CareDeps, call: Call): Promise<Department[]> =>
  listDepartments(deps.db, deps.fieldKeys, call.institution.providerId);
