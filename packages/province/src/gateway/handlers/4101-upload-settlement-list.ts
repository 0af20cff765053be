import type { Fen } from '@zhijie/kernel';
import { dictionary, type InputOf } from '@zhijie/wire';
import type { SettlementView } from '../../care/settlement/view.ts';
import type { ListFault, SettlementList } from '../../care/settlement-list/checks.ts';
import { type UploadedList, uploadList } from '../../care/settlement-list/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { fundRows } from '../settlement-output.ts';

/** Official code, label and sentence of a fault, as 4104 and the warning of an upload tell it. */
export function tellFault({ row, field, text }: ListFault): { readonly code: string; readonly told: string } {
  const { code, label } = dictionary[field as keyof typeof dictionary];
  const where = row === null ? '' : `第 ${row} 行 `;
  return { code, told: `${where}${label}：${text}` };
}

/** What each fund paid, by its name on the list. */
function fundsOf(view: SettlementView): ReadonlyMap<string, Fen> {
  const paid = fundRows(view).filter(({ fundAmount }) => fundAmount !== 0);
  return new Map(paid.map(({ fund, fundAmount }) => [fund, fundAmount]));
}

function warningsOf({ faults }: UploadedList): string[] {
  const [first] = faults;
  if (first === undefined) return [];
  const errors = faults.filter(({ level }) => level === 'error').length;
  const { code, told } = tellFault(first);
  return [
    `清单质控：错误 ${errors} 处，提示 ${faults.length - errors} 处，首处 ${code} ${told}；全部见 4104`,
  ];
}

type Full = InputOf<'4101'>;
type Short = InputOf<'4101A'>;

function contentOf(told: Full | Short): SettlementList {
  const { payments, chronicRows, diagnoses, operations, intensiveCare } = told;
  const items = 'items' in told ? told.items : [];
  const blood = 'blood' in told ? told.blood : [];
  return { list: told.list, payments, chronicRows, diagnoses, operations, intensiveCare, items, blood };
}

const uploadOf = (told: Full | Short, hasFeeBlock: boolean) => {
  const { visitId, settlementId, personId } = told.list;
  const content = contentOf(told);
  return { visitId, settlementId, personId: orNull(personId), content, hasFeeBlock, fundsOf };
};

export const uploadSettlementList: HandlerOf<'4101'> = ({ deps, call, input, answer }) =>
  uploadList(deps, call, uploadOf(input, true), (uploaded) =>
    answer({ listId: uploaded.listId }, warningsOf(uploaded)),
  );

export const uploadShortList: HandlerOf<'4101A'> = ({ deps, call, input, answer }) =>
  uploadList(deps, call, uploadOf(input, false), (uploaded) =>
    answer({ listId: uploaded.listId }, warningsOf(uploaded)),
  );
