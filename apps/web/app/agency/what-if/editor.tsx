/** The parameters of a plan, each with its value in force and a field for another. */
import { Input } from 'antd';
import { useId } from 'react';
import { useRead } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import type { Changes } from './changes.ts';
import type { ParameterTable } from './types.ts';

type EditProps = { readonly changes: Changes; readonly onChange: (changes: Changes) => void };
type Cell = ParameterTable['parameters'][number];

const isFigure = ({ value }: Cell): boolean => /[元%]$|^\d|^none$/.test(value);

function CellEdit({ table, cell, changes, onChange }: EditProps & { table: ParameterTable; cell: Cell }) {
  const id = useId();
  const key = `${table.table}/${cell.path}`;
  const value = changes[key] ?? cell.value;
  const isChanged = value !== cell.value;
  const set = (next: string): void => {
    const { [key]: _old, ...others } = changes;
    onChange(next === cell.value ? others : { ...others, [key]: next });
  };
  return (
    <tr className={isChanged ? 'changed' : ''}>
      <th scope="row">
        <label htmlFor={id}>
          <span className="only-read">{table.label}：</span>
          {cell.label}
        </label>
      </th>
      <td>{cell.value}</td>
      <td>
        <Input id={id} value={value} onChange={({ target }) => set(target.value)} />
      </td>
      <td>{isChanged ? <Status tone="info">已改</Status> : null}</td>
    </tr>
  );
}

function Cells({ table, cells, ...edit }: EditProps & { table: ParameterTable; cells: readonly Cell[] }) {
  return (
    <table className="parameters">
      <thead>
        <tr>
          <th scope="col">参数</th>
          <th scope="col">现行</th>
          <th scope="col">改为</th>
          <th scope="col">
            <span className="only-read">改动</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {cells.map((cell) => (
          <CellEdit key={cell.path} table={table} cell={cell} {...edit} />
        ))}
      </tbody>
    </table>
  );
}

function TableEdit({ table, ...edit }: EditProps & { table: ParameterTable }) {
  const figures = table.parameters.filter(isFigure);
  const words = table.parameters.filter((cell) => !isFigure(cell));
  return (
    <section className="card" aria-label={table.label}>
      <h3>
        {table.label} {table.badge === null ? null : <Status tone="wait">{table.badge}</Status>}
      </h3>
      <p className="note">
        {table.place}
        {table.citations.join('')}
      </p>
      {figures.length === 0 ? null : <Cells table={table} cells={figures} {...edit} />}
      {words.length === 0 ? null : (
        <details>
          <summary>算法（{words.length} 项）</summary>
          <Cells table={table} cells={words} {...edit} />
        </details>
      )}
    </section>
  );
}

type Which = { readonly pack: string; readonly care: string; readonly on: string };

export function Editor({ which, ...edit }: EditProps & { which: Which }) {
  const read = useRead('GET /api/agency/what-if/parameters', { query: which });
  return (
    <Loaded
      of={read}
      what="参数"
      emptyText={({ tables }) => (tables.length === 0 ? '这项待遇没有可改的参数。' : null)}
    >
      {({ tables, isProvisional }) => (
        <>
          {isProvisional ? (
            <p className="state state-wait">有规定已过有效期而无后续，暂按原规定，待核实。</p>
          ) : null}
          <div className="parameter-grid">
            {tables.map((table) => (
              <TableEdit key={table.table} table={table} {...edit} />
            ))}
          </div>
        </>
      )}
    </Loaded>
  );
}
