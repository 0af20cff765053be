import { LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { tokenField } from '../layout.ts';
import type { CoverageView, PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import type { RefusalText } from '../texts/refusals.ts';
import { type CategoryText, LONG_TERM, PAPERS, TEMPORARY } from '../texts/words.ts';
import { back } from './parts.ts';
import { badgeOf, bestSourcedFirst } from './places.ts';

/** What the visitor filled in, as text; shown again when it was refused. */
export type FilingValues = {
  readonly insuranceType: string;
  readonly category: string;
  readonly destination: string;
  readonly startsOn: string;
  readonly documents: readonly string[];
  readonly commitment: boolean;
};

export type FilingErrors = Readonly<Record<string, RefusalText>>;

export type FilingFormView = {
  readonly coverages: readonly CoverageView[];
  readonly places: readonly PlaceView[];
  readonly values: FilingValues;
  /** By field; 'form' stands above all fields. */
  readonly errors: FilingErrors;
  readonly token: string;
  readonly today: string;
};

const FIELDS: Readonly<Record<string, string>> = {
  insuranceType: '用哪份医保',
  category: '为什么去外地看病',
  destination: '去哪里看病',
  startsOn: '从哪天开始',
  documents: '您有哪些材料',
  commitment: '承诺书',
};

const errorText = (errors: FilingErrors, field: string): Html | null => {
  const error = errors[field];
  if (error === undefined) return null;
  return html`<p class="error" id="${field}-error"><span
    aria-hidden="true">!</span> ${error.what}${error.fix}</p>`;
};

const describedBy = (errors: FilingErrors, field: string, hint: string): Html =>
  html` aria-describedby="${errors[field] === undefined ? hint : `${hint} ${field}-error`}"${
    errors[field] === undefined ? null : html` aria-invalid="true"`
  }`;

function errorSummary(errors: FilingErrors): Html | null {
  const fields = Object.entries(errors);
  if (fields.length === 0) return null;
  const item = ([field, error]: (typeof fields)[number]) => {
    const name = FIELDS[field];
    return name === undefined
      ? html`<li>${error.what}${error.fix}</li>`
      : html`<li><a href="#${field}">${name}</a>：${error.what}${error.fix}</li>`;
  };
  return html`<div class="note stop" role="alert" tabindex="-1" autofocus><p><strong>还没有办成，请改一下：</strong></p>
    <ul>${fields.map(item)}</ul>
    <p>办备案不涉及付款，您的钱没有变动。</p></div>`;
}

function insuranceField({ coverages, values, errors }: FilingFormView): Html {
  const [only] = coverages;
  if (coverages.length === 1 && only !== undefined) {
    return html`<input type="hidden" name="insuranceType" value="${only.insuranceType}">`;
  }
  const option = ({ insuranceType }: CoverageView) => {
    const checked = insuranceType === values.insuranceType ? html` checked` : null;
    return html`<label class="choice">
      <input type="radio" name="insuranceType" value="${insuranceType}"${checked}>
      <span>${LABELS.insuranceType[insuranceType]}</span></label>`;
  };
  return html`<fieldset id="insuranceType">
    <legend>用哪份医保</legend>${errorText(errors, 'insuranceType')}${coverages.map(option)}</fieldset>`;
}

function categoryField({ values, errors }: FilingFormView): Html {
  const choice = ({
    category,
    plain,
    paper,
  }: CategoryText) => html`<label class="choice"><input type="radio" name="category"
    value="${category}"${category === values.category ? html` checked` : ''}
      required> <span><strong>${plain}</strong>
    <span class="sub block">（${LABELS.filingCategory[category]}）${paper}</span></span></label>`;
  return html`<fieldset id="category"${describedBy(errors, 'category', 'category-hint')}>
    <legend>为什么去外地看病</legend>
    <p class="hint" id="category-hint">选最像您情况的一项。</p>${errorText(errors, 'category')}
    <p class="group">长期在外地（长期有效，回参保地看病也能报）</p>${LONG_TERM.map(choice)}
    <p class="group">临时去外地（有效期不少于 6 个月，期内可多次看病）</p>${TEMPORARY.map(choice)}</fieldset>`;
}

function destinationField({ places, values, errors, coverages }: FilingFormView): Html {
  const home = coverages.map(({ insuredArea }) => insuredArea);
  const option = (place: PlaceView) => {
    const { area, name } = place;
    const said = badgeOf(place);
    return html`<option value="${area}"${area === values.destination ? html` selected` : ''}>${name}${
      said === null ? '' : `（${said}）`
    }</option>`;
  };
  const elsewhere = bestSourcedFirst(places).filter(({ area }) => !home.includes(area));
  return html`<div class="field" id="destination-field"><label for="destination">去哪里看病</label>
    <p class="hint"
    id="destination-hint">选城市就行，不用选医院。到了当地，开通直接结算的医院都可以。
    括号里是当地政策有没有人核实过，不影响备案。</p>${errorText(errors, 'destination')}
    <select id="destination" name="destination"
    required${describedBy(errors, 'destination', 'destination-hint')}>
    <option value="">请选择</option>${elsewhere.map(option)}</select></div>`;
}

function dateField({ values, errors, today }: FilingFormView): Html {
  return html`<div class="field"><label for="startsOn">从哪天开始</label>
    <p class="hint" id="startsOn-hint">一般选今天。已经住院的也选今天，出院结算前办好就算数。</p>${errorText(errors, 'startsOn')}
    <input id="startsOn" name="startsOn" type="date" min="${today}" value="${values.startsOn}"
    required${describedBy(errors, 'startsOn', 'startsOn-hint')}></div>`;
}

function papersField({ values, errors }: FilingFormView): Html {
  const choice = ([
    paper,
    label,
  ]: (typeof PAPERS)[number]) => html`<label class="choice"><input type="checkbox" name="documents"
    value="${paper}"${values.documents.includes(paper) ? html` checked` : ''}> <span>${label}</span></label>`;
  return html`<fieldset id="documents"${describedBy(errors, 'documents', 'documents-hint')}>
    <legend>您有哪些材料</legend>
    <p class="hint" id="documents-hint">身份和登记表由本页代替，不用另交。没有就不选。</p>${errorText(errors, 'documents')}
    <div class="choices">${PAPERS.map(choice)}</div></fieldset>
    <fieldset id="commitment"${describedBy(errors, 'commitment', 'commitment-hint')}><legend>材料不在手边</legend>
    <p class="hint" id="commitment-hint">只有长期类可以用承诺书代替材料，办完再补交。</p>${errorText(errors, 'commitment')}
    <label class="choice">
    <input type="checkbox" name="commitment" value="yes"${values.commitment ? html` checked` : ''}>
    <span>我承诺情况属实，以后补交材料</span></label></fieldset>`;
}

/** The form of a filing, with refusals at their fields. */
export function filingFormPage(view: FilingFormView): Page {
  const isRefused = Object.keys(view.errors).length > 0;
  const body = html`${back('/me', '我的医保')}<h1>办理异地就医备案</h1>
    <p class="lead">告诉参保地您要去外地看病，出院时就能直接结算。填 3 项，约 1 分钟。</p>${errorSummary(view.errors)}
    <details class="card"${isRefused ? null : html` open`}><summary>已经住院了？先别急着自费出院</summary>
    <ol class="steps"><li>告诉医院医保窗口：正在补办备案。</li><li>在这里办好备案，出院结算前生效就来得及。</li>
    <li>请窗口重新查一次。</li><li>出院时按医保结算。</li></ol></details>
    <form method="post" action="/me/filing" class="long"
    novalidate>${tokenField(view.token)}${insuranceField(view)}${categoryField(view)}
    ${destinationField(view)}${dateField(view)}${papersField(view)}
    <button class="main">提交备案</button><p class="hint">提交后还可以取消。办备案不收钱。</p></form>`;
  return { title: '办理异地就医备案', body, status: isRefused ? 422 : 200 };
}
