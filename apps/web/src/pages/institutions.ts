import { LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import type { InstitutionView, PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { DISEASE } from '../texts/words.ts';
import { back, badge, emptyPart, placeBadge } from './parts.ts';
import { badgeOf } from './places.ts';

export const CARE_FILTERS = ['all', 'inpatient', 'outpatient', 'chronic'] as const;
export type CareFilter = (typeof CARE_FILTERS)[number];

export const CARE_LABELS: Readonly<Record<CareFilter, string>> = {
  all: '全部',
  inpatient: '住院',
  outpatient: '门诊',
  chronic: '慢特病',
};

export type InstitutionsView = {
  readonly place: PlaceView;
  readonly institutions: readonly InstitutionView[];
  readonly filter: CareFilter;
  /** One chronic disease only. */
  readonly disease?: string | null;
  /** The day on which the register was read. */
  readonly on: string;
};

const isActive = (one: InstitutionView): boolean => one.agreement === 'active';

type Asked = { readonly care: CareFilter; readonly disease: string | null };

/** Whether a hospital settles directly what is asked for; `all` asks only whether it is there. */
export function isOpenFor(one: InstitutionView, { care, disease }: Asked): boolean {
  if (care === 'all') return true;
  if (!one.flags[care] || !isActive(one)) return false;
  return care !== 'chronic' || disease === null || one.chronicDiseases.some((code) => isSame(code, disease));
}

/** Codes of one name are one disease to people. */
const isSame = (code: string, asked: string): boolean => code === asked || DISEASE[code] === DISEASE[asked];

/** A suspended hospital settles nothing, whatever was opened before. */
function flag(one: InstitutionView, care: Exclude<CareFilter, 'all'>): Html {
  if (!one.flags[care])
    return html`<td><span class="no"><span aria-hidden="true">✕</span> 未开通</span></td>`;
  if (!isActive(one)) return html`<td><span class="no"><span aria-hidden="true">!</span> 暂停</span></td>`;
  return html`<td><span class="yes"><span aria-hidden="true">✓</span> 开通</span></td>`;
}

const diseasesOf = (codes: readonly string[]): string =>
  [...new Set(codes.map((code) => DISEASE[code] ?? code))].join('、');

function card(one: InstitutionView): Html {
  const stopped = isActive(one) ? null : badge('stop', '已暂停医保结算');
  const diseases =
    one.chronicDiseases.length === 0
      ? null
      : html`<p class="sub">可直接结算的慢特病：${diseasesOf(one.chronicDiseases)}</p>`;
  return html`<article class="card"><h2>${one.name} ${stopped}</h2>
    <p class="sub">${LABELS.providerLevel[one.level]} · ${one.providerId}</p>
    <table class="flags"><caption class="hidden">${one.name}的跨省直接结算</caption>
    <thead><tr><th scope="col">住院</th><th scope="col">门诊</th><th scope="col">慢特病</th></tr></thead>
    <tbody><tr>${flag(one, 'inpatient')}${flag(one, 'outpatient')}${flag(one, 'chronic')}</tr></tbody></table>
    ${diseases}</article>`;
}

const filterLink = (area: string, filter: CareFilter, current: CareFilter): Html =>
  html`<li><a href="/places/${area}${filter === 'all' ? '' : `?care=${filter}`}"${
    filter === current ? html` aria-current="true"` : ''
  }>${CARE_LABELS[filter]}</a></li>`;

function policyLine(place: PlaceView): Html | null {
  const said = badgeOf(place);
  return said === null ? null : html`<p class="sub">当地医保政策 ${placeBadge(said)}</p>`;
}

/** Which hospitals of a place settle directly, by kind of care. */
export function institutionsPage(view: InstitutionsView): Page {
  const { place, institutions, filter, disease = null, on } = view;
  const shown = institutions
    .filter((one) => isOpenFor(one, { care: filter, disease }))
    .sort((a, b) => Number(isActive(b)) - Number(isActive(a)));
  const title = `${place.name}的医院`;
  const body = html`${back('/places', '各地政策')}<h1>${title}</h1>
    ${policyLine(place)}<p class="lead">住院、门诊、慢特病分别开通。去之前看一眼您要看的那一类。</p>
    <nav aria-label="按就诊类型看"><ul
    class="nav chips">${CARE_FILTERS.map((one) => filterLink(place.area, one, filter))}</ul></nav>
    <p class="sub" role="status">共 ${shown.length} 家${
      filter === 'chronic' && disease !== null ? `，${DISEASE[disease] ?? disease}` : ''
    }</p>
    ${shown.length === 0 ? emptyPart('这一类还没有开通的医院。') : shown.map(card)}
    <p class="sub">来自就医地医保部门的登记，${on} 读取。</p>
    <ul class="links"><li><a href="/places/${place.area}/hospitals.csv" download>下载医院名单（CSV）</a></li>
    <li><a href="/network">查别的地方</a></li></ul>`;
  return { title, body };
}
