/** What the window prints on paper: the settlement with its lines, or the slip of what is to be done. */
import { useEffect, useState } from 'react';
import { addressOf, call, NotDone } from '../../api/call.ts';
import { yuanText } from '../../ui/yuan.ts';
import { legName } from './act.tsx';
import { CLASSES } from './lines.tsx';
import type { Act, Light, Visit } from './types.ts';
import type { Known } from './who.tsx';

export type Sheet =
  | { readonly is: 'slip'; readonly act: Act; readonly visit: Visit }
  | { readonly is: 'to-do'; readonly lights: readonly Light[] };

type Props = { readonly sheet: Sheet | null; readonly place: string; readonly known: Known | null };

/** Only on paper. */
export function PrintSheet({ sheet, place, known }: Props) {
  if (sheet === null) return null;
  return (
    <article className="print-sheet" aria-hidden="true">
      <h1>
        {place} {sheet.is === 'slip' ? '医保结算单' : '待办单'}
      </h1>
      <p>
        患者：{known?.name ?? ''} {known === null ? '' : `（${known.certificateNumber.slice(-4)}）`}
      </p>
      {sheet.is === 'slip' ? <Slip {...sheet} /> : <ToDo lights={sheet.lights} />}
    </article>
  );
}

function ToDo({ lights }: { lights: readonly Light[] }) {
  return (
    <>
      <ol>
        {lights
          .filter(({ advice }) => advice !== null)
          .map(({ about, text, advice }) => (
            <li key={about}>
              <strong>{text}</strong>
              <p>{advice}</p>
            </li>
          ))}
      </ol>
      <p>没有收款。咨询：12393。</p>
    </>
  );
}

function Slip({ act, visit }: { act: Act; visit: Visit }) {
  return (
    <>
      <p>
        结算编号 {act.settlementId} · 就诊编号 {act.visitId} · 收费编号 {act.actId}
      </p>
      <table>
        <thead>
          <tr>
            {['费用类别', '项目', '等级', '单价', '数量', '金额', '先行自付', '自费'].map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {visit.lines.map((line) => (
            <tr key={line.lineId}>
              <td>{line.category}</td>
              <td>{line.itemName}</td>
              <td>{CLASSES[line.paymentClass] ?? line.paymentClass}</td>
              <td>{line.price}</td>
              <td>{line.quantity}</td>
              <td>{line.total}</td>
              <td>{line.selfPaidFirst}</td>
              <td>{line.excluded}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>合计 {yuanText(act.total)}</p>
      <table>
        <tbody>
          {act.legs
            .filter(({ kind, state }) => kind !== 'receipt' && state === 'confirmed')
            .map((leg) => (
              <tr key={leg.legId}>
                <th>{legName(leg)}</th>
                <td>{yuanText(leg.amount)}</td>
                <td>{leg.slipId === null ? '' : `赔付单 ${leg.slipId}`}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}

export const receiptOf = ({ legs }: Act): string | null =>
  legs.find(({ kind, state }) => kind === 'receipt' && state === 'confirmed')?.slipId ?? null;

/** The receipt's PDF into the folder of downloads: a printing agent or a person takes it from there. */
function saveReceipt(receiptId: string): void {
  const link = document.createElement('a');
  link.href = addressOf('GET /api/agency/receipts/{receiptId}/pdf', { path: { receiptId } });
  link.download = `receipt-${receiptId}.pdf`;
  link.click();
}

/** Prints by the browser's dialog, or silently where the browser was started so. */
export function usePrinting() {
  const [sheet, setSheet] = useState<Sheet | null>(null);
  useEffect(() => {
    if (sheet !== null) window.print();
  }, [sheet]);
  /** False when the lines could not be read. */
  const printSlip = async (act: Act): Promise<boolean> => {
    const receiptId = receiptOf(act);
    if (receiptId !== null) saveReceipt(receiptId);
    const { visitId, settlementId } = act;
    if (settlementId === null) return false;
    const of = { path: { visitId }, query: { settlementId } };
    try {
      const { visit } = await call('GET /api/counter/visits/{visitId}', of);
      setSheet({ is: 'slip', act, visit });
      return true;
    } catch (cause) {
      if (cause instanceof NotDone) return false;
      throw cause;
    }
  };
  return { sheet, printSlip, printToDo: (lights: readonly Light[]) => setSheet({ is: 'to-do', lights }) };
}
export type Printing = ReturnType<typeof usePrinting>;
