/** The lines of a bill, and taking more of them: one by one from the catalogue, or from a file. */
import { Alert, Button, Input } from 'antd';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { enterMovesOn } from './register.tsx';
import { type FileLine, readLines } from './scan.ts';
import type { Item, Visit } from './types.ts';

export function Lines({ visit }: { visit: Visit }) {
  if (visit.lines.length === 0) return <p className="quiet">还没有明细：在上面输入项目，或从文件导入。</p>;
  return (
    <div className="line-table">
      <table>
        <caption>
          {visit.careTypeLabel ?? '就诊'} · {visit.diagnoses.map(({ name }) => name).join('、')} ·
          还没有结算的明细
        </caption>
        <thead>
          <tr>
            <th scope="col">类别</th>
            <th scope="col">项目</th>
            <th scope="col">等级</th>
            <th scope="col" className="end">
              单价
            </th>
            <th scope="col" className="end">
              数量
            </th>
            <th scope="col" className="end">
              金额
            </th>
            <th scope="col" className="end">
              先行自付
            </th>
            <th scope="col" className="end">
              自费
            </th>
          </tr>
        </thead>
        <tbody>
          {visit.lines.map((line) => (
            <tr key={line.lineId}>
              <td>{line.category}</td>
              <td>{line.itemName}</td>
              <td>{CLASSES[line.paymentClass] ?? line.paymentClass}</td>
              <td className="end money">{line.price}</td>
              <td className="end money">{line.quantity}</td>
              <td className="end money">{yuanText(line.total)}</td>
              <td className="end money">{yuanText(line.selfPaidFirst)}</td>
              <td className="end money">{yuanText(line.excluded)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              合计 {visit.lines.length} 项
            </th>
            <td className="end money">{yuanText(visit.total)}</td>
            <td colSpan={2} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

export const CLASSES: Readonly<Record<string, string>> = { A: '甲类', B: '乙类', C: '自费' };

type LineProps = {
  readonly item: Item;
  /** Of the same words, without a warning: what may have been meant. */
  readonly others: readonly Item[];
  readonly onTake: (line: FileLine) => void;
  readonly onOther: (item: Item) => void;
  readonly onCancel: () => void;
};

/** One item before it is taken: its whole name, what speaks against it, price and number. */
export function NewLine({ item, others, onTake, onOther, onCancel }: LineProps) {
  const [price, setPrice] = useState(item.price ?? '');
  const [quantity, setQuantity] = useState('1');
  const [isChecked, setChecked] = useState(item.warning === null);
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = first.current?.querySelector<HTMLElement>(isChecked ? 'input' : 'button');
    chosen?.focus();
    if (chosen instanceof HTMLInputElement) chosen.select();
  }, [isChecked]);
  const take = (): void =>
    onTake({ itemCode: item.itemCode, price: price.trim(), quantity: quantity.trim() });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => enterMovesOn(event, take);
  return (
    <div ref={first} className="new-line">
      <p>
        <strong>{item.name}</strong> {item.specification} <span className="quiet">{item.itemCode}</span>
      </p>
      <p className="quiet">
        {item.category} · {CLASSES[item.paymentClass] ?? item.paymentClass} · {item.unit}
      </p>
      {item.warning === null || isChecked ? null : (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={item.warning}
          description={
            <>
              <p>还没有录入，款项没有变动。</p>
              <div className="actions">
                <Button type="primary" onClick={onCancel}>
                  换一个项目（Esc）
                </Button>
                {others.slice(0, 3).map((other) => (
                  <Button key={other.itemCode} onClick={() => onOther(other)}>
                    改为：{other.name}
                  </Button>
                ))}
                <Button danger onClick={() => setChecked(true)}>
                  已核对，仍要录入
                </Button>
              </div>
            </>
          }
        />
      )}
      {isChecked ? (
        <form
          aria-label="明细"
          className="new-line-form"
          onSubmit={(event) => {
            event.preventDefault();
            take();
          }}
        >
          <Field label="单价（元）">
            {(id) => (
              <Input
                id={id}
                inputMode="decimal"
                value={price}
                onKeyDown={onKeyDown}
                onChange={({ target }) => setPrice(target.value)}
              />
            )}
          </Field>
          <Field label={`数量（${item.unit}）`}>
            {(id) => (
              <Input
                id={id}
                inputMode="decimal"
                value={quantity}
                onKeyDown={onKeyDown}
                onChange={({ target }) => setQuantity(target.value)}
              />
            )}
          </Field>
          <Button htmlType="submit" type="primary">
            录入（回车）
          </Button>
        </form>
      ) : null}
    </div>
  );
}

/** A bill as the hospital's system wrote it: code, price, quantity; all rows or none. */
export function LinesFromFile({ onTake }: { onTake: (lines: readonly FileLine[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const found = readLines(await file.text());
    setProblem(found.ok ? null : `第 ${found.row} 行：${found.text}。没有录入，款项没有变动；请改好后再选。`);
    if (found.ok) onTake(found.lines);
  };
  return (
    <div className="from-file">
      <Button onClick={() => input.current?.click()}>从文件导入明细</Button>
      <span className="quiet">CSV：目录编码, 单价, 数量</span>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt"
        aria-label="明细文件"
        className="hidden-file"
        tabIndex={-1}
        onChange={({ target }) => {
          void read(target.files?.[0]);
          target.value = '';
        }}
      />
      {problem === null ? null : <Alert type="error" role="alert" title={problem} />}
    </div>
  );
}
