/** The parameters of a place, each with what states it and the day on which somebody compared it. */
import { LABELS } from '@zhijie/kernel';
import { type CsvCell, csvLines } from '../csv.ts';
import { type Html, html } from '../html.ts';
import type { PlacePolicy, PolicyNumber } from '../open/port.ts';
import type { PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { back, badge, emptyPart, facts, placeBadge } from './parts.ts';

export type PolicyView = {
  readonly place: PlaceView;
  readonly policies: readonly PlacePolicy[];
  readonly on: string;
};

const nameOf = ({ insuranceType, benefit }: PlacePolicy): string =>
  `${LABELS.insuranceType[insuranceType]} · ${LABELS.benefit[benefit]}`;
const anchorOf = ({ insuranceType, benefit }: PlacePolicy): string => `${insuranceType}-${benefit}`;

/** Numbers of one table that rest on the same clause stand together. */
const groupOf = ({ table, citation, badge: said, from, to, verifiedOn, layer }: PolicyNumber): string =>
  JSON.stringify([table, citation, said, from, to, verifiedOn, layer]);

const verified = ({ verifiedOn, badge: said }: PolicyNumber): Html =>
  verifiedOn === null
    ? html`${placeBadge(said)} 还没有人对照原文核实`
    : html`<span class="date">${verifiedOn}</span> ${
        said === '虚构' ? placeBadge(said) : badge('good', '已核实')
      }`;

const cellRow = ({ cell, value }: PolicyNumber): Html =>
  html`<tr><th scope="row">${cell}</th><td class="number">${value}</td></tr>`;

function groupCard(numbers: readonly PolicyNumber[]): Html {
  const first = numbers[0]!;
  const { table, layer, citation, url, from, to } = first;
  const until = to === null ? null : html`，至 <span class="date">${to}</span>`;
  const source =
    url === null ? html`${citation}` : html`${citation} <a href="${url}" rel="noreferrer">原文</a>`;
  return html`<article class="card"><h3>${table}</h3>
    <table class="amounts"><caption class="hidden">${table}</caption><thead class="hidden"><tr><th
    scope="col">哪一项</th><th scope="col">数值</th></tr></thead><tbody>${numbers.map(cellRow)}</tbody></table>
    ${facts(
      ['依据', source],
      ['适用', layer],
      ['施行', html`<span class="date">${from}</span> 起${until}`],
      ['核实', verified(first)],
    )}</article>`;
}

function policyPart(policy: PlacePolicy): Html {
  const groups = [...Map.groupBy(policy.numbers, groupOf).values()];
  const filing =
    policy.filing.length === 0
      ? null
      : html`<details class="card"><summary>各类备案怎么报销</summary><ul
        class="plain">${policy.filing.map((text) => html`<li>${text}</li>`)}</ul></details>`;
  return html`<section aria-labelledby="${anchorOf(policy)}"><h2 id="${anchorOf(policy)}"
    tabindex="-1">${nameOf(policy)}</h2><p
    class="sub">${policy.title}</p>${filing}${groups.map(groupCard)}</section>`;
}

export function policyPage({ place, policies, on }: PolicyView): Page {
  const title = `${place.name}的报销参数`;
  const numbers = policies.flatMap((policy) => policy.numbers);
  const checked = numbers.filter(({ verifiedOn }) => verifiedOn !== null).length;
  const jump = policies.map((policy) => html`<li><a href="#${anchorOf(policy)}">${nameOf(policy)}</a></li>`);
  const parts =
    policies.length === 0
      ? emptyPart('本网络没有这里现行的报销政策。')
      : html`<p class="sub">共 ${numbers.length} 个数字，对照过原文的 ${checked} 个；其余都标着“待核实”，只能参考。</p>
        <ul class="links">${jump}<li><a href="/places/${place.area}/policy.csv"
        download>下载全部参数（CSV）</a></li></ul>${policies.map(policyPart)}`;
  const body = html`${back('/places', '各地政策')}<h1>${title}</h1>
    <p class="lead">报销按参保地的政策算。下面是 <span
    class="date">${on}</span> 有效的数字，每个都写明出自哪份文件、从哪天起、哪天核实过。</p>${parts}`;
  return { title, body };
}

/** Every number of a place as a file. */
export const policyCsv = (policies: readonly PlacePolicy[]): string =>
  csvLines([
    ['险种', '待遇', '表', '项', '数值', '依据', '适用', '施行', '止', '核实状态', '最近核实'],
    ...policies.flatMap(({ insuranceType, benefit, numbers }) =>
      numbers.map((one): CsvCell[] => [
        LABELS.insuranceType[insuranceType],
        LABELS.benefit[benefit],
        one.table,
        one.cell,
        one.value,
        one.citation,
        one.layer,
        one.from,
        one.to,
        one.badge,
        one.verifiedOn,
      ]),
    ),
  ]);
