import { CALIBRATION } from '@zhijie/population';
import { escapeHtml } from './charts.ts';
import type { Example } from './examples.ts';
import { type Figure, figuresOf, type SmallTable } from './figures.ts';
import { STYLE } from './page-style.ts';
import type { Comparison } from './policies.ts';
import { gridOf } from './print.ts';
import type { WhatIfReport, WhatIfResult } from './result.ts';
import { shareOf } from './statistics.ts';
import { tablesOf } from './tables.ts';
import {
  cautions,
  changeText,
  cliffCounts,
  cliffText,
  countText,
  headline,
  moneyText,
  movedText,
  partText,
  percentText,
  pointsText,
  signedMoney,
} from './words.ts';

/** The report as one file: no script, no address of a third party; it prints, and has a dark form. */
export function pageOf(report: WhatIfReport, comparison: Comparison, examples: readonly Example[]): string {
  const { provenance, result } = report;
  const title = `试算：${provenance.overlay.title.replace(/^试算：/, '')}`;
  const badges = [...(provenance.overlay.isFictional ? ['虚构政策'] : []), '合成人群'];
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="zhijie whatif">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">试算报告${badges.map((badge) => `<span class="badge">${badge}</span>`).join('')}</p>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(headline(report.result))}</p>
<p class="quiet">${escapeHtml(aboutText(report, comparison))}</p>
</header>
${tiles(result)}
${figuresOf(result).map(figureHtml).join('\n')}
${cliffsHtml(result)}
${examples.map(exampleHtml).join('\n')}
${allTables(result)}
${basisHtml()}
${provenanceHtml(report)}
</main>
</body>
</html>
`;
}

function aboutText({ provenance, result }: WhatIfReport, { packTitle }: Comparison): string {
  const { pack, on, seed } = provenance;
  const who = `${countText(result.persons)} 人 ${countText(result.visits)} 人次`;
  return `${packTitle} ${pack.packId}，按 ${on} 的政策；${who}，种子 ${seed}。`;
}

function tiles(result: WhatIfResult): string {
  const { fund, meanShare, personChange, visitChange } = result;
  const rows = result.personDimensions[0]?.rows ?? [];
  const sum = (side: 'before' | 'after') => rows.reduce((total, row) => total + row.catastrophic[side], 0);
  const catastrophic = {
    before: shareOf(sum('before'), result.persons),
    after: shareOf(sum('after'), result.persons),
  };
  const list = [
    [
      '基金支出',
      signedMoney(fund.after - fund.before),
      `${moneyText(fund.before)} → ${moneyText(fund.after)}`,
    ],
    [
      '个人负担占总费用',
      percentText(meanShare.after),
      `原 ${percentText(meanShare.before)}，${pointsText(meanShare)}`,
    ],
    [
      '受益的人',
      partText(personChange.winners, personChange.count),
      `${countText(personChange.winners)} 人，平均全年少付 ${moneyText(personChange.meanGain)}`,
    ],
    [
      '受损的人',
      partText(personChange.losers, personChange.count),
      personChange.losers === 0
        ? '没有人多付'
        : `${countText(personChange.losers)} 人，平均全年多付 ${moneyText(personChange.meanLoss)}`,
    ],
    [
      '灾难性支出发生率',
      percentText(catastrophic.after),
      `原 ${percentText(catastrophic.before)}；年负担超过假定收入的 40%`,
    ],
    ['每人次的变化', `中位${changeText(visitChange.median)}`, `平均${changeText(visitChange.mean)}`],
  ];
  const items = list.map(([name, value, note]) =>
    [
      `<div class="tile"><dt>${escapeHtml(name!)}</dt>`,
      `<dd><strong>${escapeHtml(value!)}</strong><span>${escapeHtml(note!)}</span></dd></div>`,
    ].join(''),
  );
  return `<dl class="tiles">${items.join('')}</dl>`;
}

const LEGEND =
  '<p class="legend"><span class="key before"></span>现行<span class="key after"></span>试算</p>';

function figureHtml({ title, note, chart, hasLegend, table }: Figure): string {
  return `<section class="figure">
<h2>${escapeHtml(title)}</h2>
<p class="quiet">${escapeHtml(note)}</p>
<div class="pair">
<figure>${hasLegend ? LEGEND : ''}${chart}</figure>
${tableHtml(title, table)}
</div>
</section>`;
}

function tableHtml(caption: string, { header, rows }: SmallTable): string {
  const head = header.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map(([first = '', ...cells]) => {
    const values = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(first)}</th>${values}</tr>`;
  });
  const dense = rows.length > 12 ? ' class="dense"' : '';
  const name = escapeHtml(caption);
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${name}">`,
    `<table${dense}><caption>${name}</caption>`,
    `<thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`,
  ].join('');
}

function cliffsHtml({ cliffs }: WhatIfResult): string {
  const item = (sign: string, text: string) => `<li><b>${sign}</b>　${escapeHtml(text)}</li>`;
  const all = [
    ...cliffs.added.map((cliff) => item('新增', cliffText(cliff))),
    ...cliffs.removed.map((cliff) => item('消除', cliffText(cliff))),
    ...cliffs.moved.map((cliff) => item('移动', movedText(cliff))),
  ];
  const list = all.length === 0 ? '' : `<ul>${all.join('')}</ul>`;
  return `<section><h2>断崖</h2>
<p class="quiet">费用只多一分而个人负担突变，或每多一元的负担陡增之处：${cliffCounts(cliffs)}。</p>${list}</section>`;
}

function exampleHtml({ title, what, why, before, after }: Example): string {
  const steps = (name: string, texts: readonly string[]) =>
    `<div><h3>${name}</h3><ol>${texts.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ol></div>`;
  return `<section class="example"><h2>${escapeHtml(title)}</h2><p class="quiet">${escapeHtml(what)}</p>
<p>${escapeHtml(why)}</p>
<div class="sides">${steps('现行', before)}${steps('试算', after)}</div></section>`;
}

function allTables(result: WhatIfResult): string {
  const tables = tablesOf(result).map((table) => {
    const { header, lines } = gridOf(table);
    return `<h3>${escapeHtml(table.title)}</h3>${tableHtml(table.title, { header, rows: lines })}`;
  });
  return `<details class="all"><summary>全部表格</summary>${tables.join('\n')}</details>`;
}

function basisHtml(): string {
  const rows = CALIBRATION.map(({ what, figure, source, note }) => [what, figure, source ?? '假定', note]);
  const title = '人群的依据和假定';
  const table = tableHtml(title, { header: ['项目', '数字', '出处', '说明'], rows });
  return `<section><h2>${title}</h2>${table.replace(/<table[^>]*>/, '<table class="prose">')}</section>`;
}

function provenanceHtml(report: WhatIfReport): string {
  const { provenance } = report;
  const rows: readonly (readonly [string, string])[] = [
    [`政策包 ${provenance.pack.packId}`, provenance.pack.hash],
    [`试算 ${provenance.overlay.overlayId}`, provenance.overlay.hash],
    ['合并', provenance.hash],
    ['结果', provenance.resultHash],
    ['种子', provenance.seed],
    ['人次', countText(provenance.size)],
    ['政策日期', provenance.on],
    ['引擎', provenance.engine],
    ['人群', String(provenance.population)],
  ];
  const items = rows.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(value)}</code></dd>`,
  );
  const notes = cautions(report).map((text) => `<li>${escapeHtml(text)}</li>`);
  return `<section class="provenance"><h2>出处</h2><ul>${notes.join('')}</ul><dl>${items.join('')}</dl>
<p class="quiet">同样的政策包、试算、种子和人次在任何机器上给出同样的结果哈希：</p><pre>${escapeHtml(provenance.command)}</pre></section>`;
}
