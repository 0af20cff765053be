/** What a what-if came to: figures, charts, single stays step by step, and what names the result. */
import { Button } from 'antd';
import { addressOf } from '../../api/call.ts';
import { PlainTable } from '../../ui/charts/figure.tsx';
import { saveCsv } from '../../ui/csv.ts';
import { Money } from '../../ui/money.tsx';
import { Status } from '../../ui/status.tsx';
import { Figures } from './figures.tsx';
import { ShareLink } from './share.tsx';
import { columnsOf, pairsOf } from './tables.tsx';
import type { Asked, ResultTable, Stay, WhatIfResult } from './types.ts';

function save(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function Cards({ tables }: { tables: readonly ResultTable[] }) {
  const summary = tables.find(({ id }) => id === 'summary');
  const changes = tables.find(({ id }) => id === 'changes');
  if (summary === undefined || changes === undefined) return null;
  const sums = [...pairsOf(summary, '金额'), ...pairsOf(summary, '人次')];
  const sum = (label: string) => sums.find((row) => row.label === label) ?? { before: 0, after: 0 };
  const whole = (label: string) => pairsOf(changes, '每人次').find((row) => row.label === label)?.after ?? 0;
  const fund = sum('基金支付');
  const borne = sum('个人负担');
  return (
    <dl className="cards">
      <div className="card">
        <dt>基金支付的变化</dt>
        <dd>
          <Money fen={fund.after - fund.before} isBalance />
          <p className="note">
            <Money fen={fund.before} /> → <Money fen={fund.after} />
          </p>
        </dd>
      </div>
      <div className="card">
        <dt>个人负担的变化</dt>
        <dd>
          <Money fen={borne.after - borne.before} isBalance />
          <p className="note">
            <Money fen={borne.before} /> → <Money fen={borne.after} />
          </p>
        </dd>
      </div>
      <div className="card">
        <dt>受益</dt>
        <dd>{whole('受益').toLocaleString('en-US')} 人次</dd>
      </div>
      <div className="card">
        <dt>受损</dt>
        <dd>{whole('受损').toLocaleString('en-US')} 人次</dd>
      </div>
      <div className="card">
        <dt>两方都能直接结算</dt>
        <dd>{sum('两方都能直接结算').after.toLocaleString('en-US')} 人次</dd>
      </div>
    </dl>
  );
}

function Steps({
  title,
  texts,
  version,
}: {
  title: string;
  texts: readonly string[];
  version: string | null;
}) {
  return (
    <div>
      <h3>{title}</h3>
      <p className="note">规则版本 {version?.slice(0, 16) ?? '无'}</p>
      <ol>
        {texts.map((text, n) => (
          <li key={String(n)}>{text}</li>
        ))}
      </ol>
    </div>
  );
}

function Stays({ stays, asked }: { stays: readonly Stay[]; asked: Asked }) {
  const { pack, care, on, seed, size, overlay, changes } = asked;
  const visits = String(Math.min(Number(size), 10_000));
  const query = { pack, care, on, seed, size, overlay, changes, visits };
  return (
    <section aria-label="单次明细">
      <h2>单次明细</h2>
      <p className="note">
        少付最多、多付最多的一次和最前面的几次，逐步列出。
        <a href={addressOf('GET /api/agency/what-if/trace', { query })} download>
          下载前 {Number(visits).toLocaleString('en-US')} 人次的逐步明细（JSON 行，含规则版本）
        </a>
      </p>
      {stays.map(({ title, what, why, before, after, versions }) => (
        <details key={title} className="stay">
          <summary>{title}</summary>
          <p>{what}</p>
          {why === '' ? null : <p>{why}</p>}
          <div className="side-by-side">
            <Steps title="现行" texts={before} version={versions.before} />
            <Steps title="试算" texts={after} version={versions.after} />
          </div>
        </details>
      ))}
    </section>
  );
}

function AllTables({ tables }: { tables: readonly ResultTable[] }) {
  return (
    <details className="stay">
      <summary>全部表格</summary>
      {tables.map((table) => (
        <div key={table.id}>
          <div className="actions">
            <h3>{table.title}</h3>
            <Button size="small" onClick={() => saveCsv(table.title, columnsOf(table), table.rows)}>
              导出 {table.title}
            </Button>
          </div>
          <PlainTable caption={table.title} columns={columnsOf(table)} rows={table.rows} />
        </div>
      ))}
    </details>
  );
}

function Provenance({ result }: { result: WhatIfResult }) {
  const { provenance } = result;
  const rows = [
    ['结果', provenance.resultHash],
    ['政策包与试算', provenance.hash],
    [`政策包 ${provenance.pack.packId}`, provenance.pack.hash],
    [`试算 ${provenance.overlay.overlayId}`, provenance.overlay.hash],
  ] as const;
  return (
    <section aria-label="出处">
      <h2>出处</h2>
      <ul>
        {result.cautions.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <dl className="hashes">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p className="note">
        引擎 {provenance.engine}，人群 {provenance.population}
        。同样的政策包、试算、种子和人次在任何机器上给出同样的结果；命令行：
      </p>
      <pre className="command">{provenance.command}</pre>
    </section>
  );
}

type ReportProps = {
  readonly result: WhatIfResult;
  readonly asked: Asked;
  readonly expected: string | undefined;
};

export function Report({ result, asked, expected }: ReportProps) {
  const { resultHash } = result.provenance;
  return (
    <section aria-label="试算结果">
      <h2>{result.provenance.overlay.title}</h2>
      <p className="headline">{result.headline}</p>
      {expected === undefined ? null : expected === resultHash ? (
        <Status tone="good">与分享的结果相同</Status>
      ) : (
        <Status tone="stop">与分享的结果不同：政策包、引擎或输入已改</Status>
      )}
      <Cards tables={result.tables} />
      <div className="actions no-print">
        <ShareLink asked={asked} resultHash={resultHash} />
        <Button onClick={() => save('试算.csv', result.csv, 'text/csv;charset=utf-8')}>
          下载全部表格（CSV）
        </Button>
        <Button onClick={() => save('试算.yaml', result.overlayText, 'text/yaml;charset=utf-8')}>
          下载试算文件（YAML）
        </Button>
      </div>
      <Figures tables={result.tables} />
      <Stays stays={result.stays} asked={asked} />
      <AllTables tables={result.tables} />
      <Provenance result={result} />
    </section>
  );
}
