import { AID_CATEGORIES, LABELS, PERSON_GROUPS, PROVIDER_LEVELS, REFERRAL_CLASSES } from '@zhijie/kernel';
import { type Outcome, outcomePart } from '../calculator/outcome.ts';
import type { ProgramFile } from '../calculator/port.ts';
import { type Html, html } from '../html.ts';
import { tokenField } from '../layout.ts';
import { BADGES, type PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { REFERRAL } from '../texts/words.ts';
import { bestSourcedFirst, rankOf } from './places.ts';

export type CalculatorView = {
  readonly places: readonly PlaceView[];
  readonly products: readonly { readonly id: string; readonly title: string; readonly badge: string }[];
  readonly token: string;
  /** What was typed; empty before the first answer. */
  readonly form: URLSearchParams;
  readonly today: string;
  readonly outcome: Outcome | null;
  readonly program: { readonly script: ProgramFile; readonly manifest: ProgramFile } | null;
};

type Form = Pick<CalculatorView, 'form' | 'outcome'>;

const isWrong = ({ outcome }: Form, name: string): boolean =>
  outcome?.refusal?.field?.split(/[.[]/)[0] === name;

/** The sentence of the refusal stands at its field too. */
function error(view: Form, name: string): Html | null {
  if (!isWrong(view, name)) return null;
  const text = view.outcome!.refusal!.text;
  return html`<p class="error" id="error-${name}"><span aria-hidden="true">!</span> ${text}</p>`;
}

const invalid = (view: Form, name: string, hint = ''): Html => {
  const described = [hint, isWrong(view, name) ? `error-${name}` : ''].filter((id) => id !== '').join(' ');
  return html`${described === '' ? null : html` aria-describedby="${described}"`}${
    isWrong(view, name) ? html` aria-invalid="true"` : null
  }`;
};

const option = (value: string, label: string, chosen: string): Html =>
  html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`;

const GROUPS: readonly string[] = [
  '已有人核实',
  '真实地区，数字待核实',
  '真实地区，含示例数据，未核实',
  '虚构示例',
];

function placeField(view: CalculatorView): Html {
  const chosen = view.form.get('area') ?? '';
  const places = bestSourcedFirst(view.places).filter(({ packs }) => packs.length > 0);
  const groups = GROUPS.map((label, rank) => {
    const group = places.filter((place) => rankOf(place) === rank);
    if (group.length === 0) return null;
    const items = group.map(({ area, name }) => option(area, `${name}（${BADGES[rank]}）`, chosen));
    return html`<optgroup label="${label}">${items}</optgroup>`;
  });
  return html`<div class="field"><label for="field-area">参保地（医保交在哪里）</label>
    <p class="hint" id="hint-area">出处最清楚的排在最前面。</p>${error(view, 'area')}
    <select id="field-area" name="area" required${invalid(view, 'area', 'hint-area')}>
    ${option('', '请选择', chosen)}${groups}</select></div>`;
}

type Choice = readonly (readonly [string, string])[];

/** Few words side by side, sentences below each other. */
function choices(view: Form, name: string, legend: string, offered: Choice, look: string): Html {
  const chosen = view.form.get(name) ?? offered[0]![0];
  const items = offered.map(
    ([value, label]) => html`<label class="choice"><input type="radio" name="${name}"
      value="${value}"${value === chosen ? html` checked` : ''}> <span>${label}</span></label>`,
  );
  return html`<fieldset id="field-${name}"${invalid(view, name)}><legend>${legend}</legend>${error(
    view,
    name,
  )}<div class="${look}">${items}</div></fieldset>`;
}

function selectField(view: Form, name: string, label: string, offered: Choice): Html {
  const chosen = view.form.get(name) ?? '';
  return html`<div><label for="field-${name}">${label}</label>${error(view, name)}
    <select id="field-${name}" name="${name}"${invalid(view, name)}>${offered.map(([value, text]) =>
      option(value, text, chosen),
    )}</select></div>`;
}

type Text = { readonly name: string; readonly label: string; readonly hint?: string; readonly type?: string };

function amountField(view: Form, { name, label, hint, type }: Text): Html {
  const hintId = hint === undefined ? '' : `hint-${name}`;
  return html`<div><label for="field-${name}">${label}</label>
    ${hint === undefined ? null : html`<p class="hint" id="${hintId}">${hint}</p>`}${error(view, name)}
    <input id="field-${name}" name="${name}" type="${type ?? 'text'}"${
      type === undefined ? html` inputmode="decimal" maxlength="20"` : null
    } autocomplete="off" value="${view.form.get(name) ?? ''}"${invalid(view, name, hintId)}></div>`;
}

const words = <W extends string>(values: readonly W[], labels: Readonly<Record<W, string>>): Choice =>
  values.map((value) => [value, labels[value]]);

const INSURANCES: Choice = [
  ['resident', '居民医保'],
  ['employee', '职工医保'],
];
const CARES: Choice = words(['inpatient', 'outpatient', 'chronic'], LABELS.benefit);

/** The usual one first, then from the largest down. */
const LEVELS: Choice = [...PROVIDER_LEVELS]
  .reverse()
  .sort((a, b) => Number(b === 'level3') - Number(a === 'level3'))
  .map((level) => [level, LABELS.providerLevel[level]]);

function feesFieldset(view: Form): Html {
  return html`<fieldset><legend>账单</legend><div class="fields">
    ${amountField(view, { name: 'total', label: '总费用（元）', hint: '例如 30000 或 30,000.00' })}
    ${amountField(view, { name: 'excluded', label: '其中全自费（元）', hint: '目录外的项目，不知道就空着' })}
    ${amountField(view, { name: 'selfPaidFirst', label: '其中先行自付（元）', hint: '乙类先自己付的部分，不知道就空着' })}
    </div></fieldset>`;
}

const productChoices = ({ products }: CalculatorView): Choice => [
  ['', '没有'],
  ...products.map(({ id, title, badge }) => [id, `${title}（${badge}）`] as const),
];

/** Things that matter to some; closed unless something in it was typed or is wrong. */
function moreFields(view: CalculatorView): Html {
  const names = [
    'group',
    'age',
    'aidCategory',
    'admissions',
    'accountBalance',
    'overLimit',
    'products',
    'date',
  ];
  const isOpen = names.some((name) => isWrong(view, name));
  const isCivilServant = view.form.get('isCivilServant') === 'yes';
  const form = view.form.has('date') ? view : { ...view, form: new URLSearchParams({ date: view.today }) };
  return html`<details class="card"${isOpen ? html` open` : ''}><summary>更多情况（年龄、救助、账户、日期）</summary>
    <div class="fields">
    ${selectField(view, 'group', '人员类别', [['', '不填'], ...words(PERSON_GROUPS, LABELS.personGroup)])}
    ${amountField(view, { name: 'age', label: '年龄（周岁）' })}
    ${selectField(view, 'aidCategory', '医疗救助', words(AID_CATEGORIES, LABELS.aidCategory))}
    ${amountField(view, { name: 'admissions', label: '今年已经住院几次' })}
    ${amountField(view, { name: 'accountBalance', label: '个人账户余额（元）' })}
    ${amountField(view, { name: 'overLimit', label: '其中超限价（元）' })}
    ${selectField(view, 'product', '商业补充医疗保险（惠民保）', productChoices(view))}
    ${amountField(form, { name: 'date', label: '结算日期', type: 'date' })}
    <label class="choice"><input type="checkbox" name="isCivilServant"
      value="yes"${isCivilServant ? html` checked` : ''}> <span>有公务员医疗补助</span></label>
    </div></details>`;
}

function formPart(view: CalculatorView): Html {
  const manifest = view.program === null ? null : html` data-manifest="${view.program.manifest.path}"`;
  return html`<form method="post" action="/calculator#answer" id="calculator"
    novalidate${manifest}>${tokenField(view.token)}${placeField(view)}
    ${choices(view, 'insuranceType', '哪种医保', INSURANCES, 'side-by-side')}
    ${choices(view, 'care', '看什么', CARES, 'side-by-side')}
    ${choices(view, 'referral', '怎么去看的', words(REFERRAL_CLASSES, REFERRAL), 'below')}
    <div class="field">${selectField(view, 'level', '医院等级', LEVELS)}</div>
    ${feesFieldset(view)}${moreFields(view)}
    <button class="main">算一算</button>
    <p class="hint" id="how">由服务器计算。不登记，不保存。</p></form>`;
}

/** What a bill would cost, for everybody: a form, and below it who pays what and why. */
export function calculatorPage(view: CalculatorView): Page {
  const { outcome, form, program } = view;
  const referral = form.get('referral') ?? REFERRAL_CLASSES[0];
  const body = html`<h1>这张账单，您要付多少</h1>
    <p class="lead">和结算用的是同一套规则。不用登录，不保存您填的内容。</p>
    <div class="calculator">${formPart(view)}<div id="outcome">${
      outcome === null ? null : outcomePart(outcome, { referral })
    }</div></div><p class="hidden" role="status" id="spoken"></p>`;
  const title = '试算';
  const status = outcome?.refusal ? 422 : 200;
  return program === null ? { title, body, status } : { title, body, status, script: program.script };
}
