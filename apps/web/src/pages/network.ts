/** Which hospitals settle directly, by place and kind of care. */
import { LABELS } from '@zhijie/kernel';
import { type CsvCell, csvLines } from '../csv.ts';
import { type Html, html } from '../html.ts';
import type { InstitutionView, PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { DISEASE } from '../texts/words.ts';
import { type BarTable, barTable } from './bar-table.ts';
import { CARE_FILTERS, CARE_LABELS, type CareFilter, isOpenFor } from './institutions.ts';
import { emptyPart } from './parts.ts';

export type PlaceNetwork = { readonly place: PlaceView; readonly institutions: readonly InstitutionView[] };

export type NetworkView = {
  readonly places: readonly PlaceNetwork[];
  /** The day on which the registers were read. */
  readonly on: string;
};

const KINDS = CARE_FILTERS.filter((care) => care !== 'all');

const countOf = ({ institutions }: PlaceNetwork, care: CareFilter): number =>
  institutions.filter((one) => isOpenFor(one, { care, disease: null })).length;

/** Places with their numbers of open hospitals by kind of care. */
export const networkTable = ({ places }: NetworkView): BarTable => ({
  title: '各地已开通的医院数',
  of: '就医地',
  columns: KINDS.map((care) => CARE_LABELS[care]),
  rows: places
    .filter(({ institutions }) => institutions.length > 0)
    .map((one) => ({
      name: one.place.name,
      href: `/places/${one.place.area}`,
      counts: KINDS.map((care) => countOf(one, care)),
    })),
  csv: '/network.csv',
});

const choice = (care: CareFilter): Html =>
  html`<label class="choice"><input type="radio" name="care"
    value="${care}"${care === 'inpatient' ? html` checked` : null}>${CARE_LABELS[care]}</label>`;

const DISEASES = Object.entries(DISEASE).filter(([, name], at, all) => all[at - 1]?.[1] !== name);

function form(places: readonly PlaceNetwork[]): Html {
  const options = places.map(({ place }) => html`<option value="${place.area}">${place.name}</option>`);
  const diseases = DISEASES.map(([code, name]) => html`<option value="${code}">${name}</option>`);
  return html`<form method="get" action="/network" class="card">
    <div class="field"><label for="place">去哪里看病</label><select id="place"
      name="place">${options}</select></div>
    <fieldset><legend>看哪一类</legend><div class="side-by-side">${KINDS.map(choice)}</div></fieldset>
    <div class="field"><label for="disease">哪一种慢特病</label>
      <p class="hint" id="disease-hint">只在看慢特病时用；不选就是全部病种。</p>
      <select id="disease" name="disease" aria-describedby="disease-hint"><option
      value="">全部</option>${diseases}</select></div>
    <button class="main">查医院</button></form>`;
}

export function networkPage(view: NetworkView): Page {
  const open = view.places.filter(({ institutions }) => institutions.length > 0);
  const list =
    open.length === 0
      ? emptyPart('本网络里还没有医院。')
      : html`${form(open)}${barTable(networkTable(view))}`;
  const body = html`<h1>哪些医院能直接结算</h1>
    <p class="lead">住院、门诊、慢特病要分别开通。选好地方和类别，就能看到医院名单。</p>${list}
    <p class="sub">来自就医地医保部门的登记，${view.on} 读取。已暂停医保结算的医院不计入。</p>`;
  return { title: '定点医院', body };
}

const YES = '开通';
const said = (one: InstitutionView, care: Exclude<CareFilter, 'all'>): string => {
  if (!one.flags[care]) return '未开通';
  return one.agreement === 'active' ? YES : '暂停';
};

/** The hospitals of a place as a file. */
export const institutionsCsv = (institutions: readonly InstitutionView[], on: string): string =>
  csvLines([
    ['机构编号', '名称', '等级', '住院', '门诊', '慢特病', '可直接结算的慢特病', '读取日期'],
    ...institutions.map((one): CsvCell[] => [
      one.providerId,
      one.name,
      LABELS.providerLevel[one.level],
      said(one, 'inpatient'),
      said(one, 'outpatient'),
      said(one, 'chronic'),
      one.chronicDiseases.join(' '),
      on,
    ]),
  ]);
