import {
  AID_CATEGORIES,
  areaNameOf,
  COVERAGE_STATUSES,
  FILING_CATEGORIES,
  formatYuanForPeople,
  LABELS,
  PERSON_GROUPS,
} from '@zhijie/kernel';
import { servedAreas } from '@zhijie/population';
import { type Html, html } from '@zhijie/web/html';
import { type MadePerson, MOST_AT_ONCE } from '../people/people.ts';

type Choice = readonly [value: string, label: string];

const choose = (name: string, label: string, choices: readonly Choice[], chosen: string): Html =>
  html`<p><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`,
  )}</select></p>`;

const areas = servedAreas.map((area): Choice => [area, `${areaNameOf(area)}（${area}）`]);
const ANY: Choice = ['', '随机'];

const words = <W extends string>(labels: Readonly<Record<W, string>>, list: readonly W[]): Choice[] =>
  list.map((word) => [word, labels[word]]);

/** Without the first word, which is none. */
const aided = words(LABELS.aidCategory, AID_CATEGORIES).slice(1);

const input = (name: string, label: string, value: string, hint: string): Html =>
  html`<p><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}"
  placeholder="${hint}" autocomplete="off"></p>`;

const check = (name: string, label: string, isOn: boolean): Html =>
  html`<label class="choice"><input type="checkbox" name="${name}"
value="true"${isOn ? html` checked` : ''}>${label}</label>`;

function form(sent: ReadonlyMap<string, string>): Html {
  const of = (name: string, otherwise = ''): string => sent.get(name) ?? otherwise;
  return html`<form method="post" action="/sandbox/people" class="card"><div class="grid">
${choose('area', '参保地', areas, of('area'))}
${choose('group', '人员类别', [ANY, ...words(LABELS.personGroup, PERSON_GROUPS)], of('group'))}
${choose('status', '参保状态', [['', '正常'], ...words(LABELS.coverageStatus, COVERAGE_STATUSES)], of('status'))}
${choose('filing', '备案', [['', '没有备案'], ...words(LABELS.filingCategory, FILING_CATEGORIES)], of('filing'))}
${choose('careArea', '备案就医地', [ANY, ...areas], of('careArea'))}
${choose('aidCategory', '救助身份', [['', '无'], ...aided], of('aidCategory'))}
${input('balance', '个人账户余额（元）', of('balance'), '随机')}
${input('seed', '种子', of('seed', 'sandbox'), 'sandbox')}
${input('count', `人数（至多 ${MOST_AT_ONCE}）`, of('count', '1'), '1')}
</div>${check('isCivilServant', '公务员（有医疗补助）', of('isCivilServant') !== '')}
${check('isFilingExpired', '备案已过期', of('isFilingExpired') !== '')}
<button>生成</button></form>`;
}

function personRow({ index, person }: MadePerson): Html {
  const coverage = person.coverages[0]!;
  const filing = person.filings[0];
  const filed =
    filing === undefined
      ? '没有备案'
      : `${LABELS.filingCategory[filing.category]}，${filing.careAreas.map(areaNameOf).join('、')}`;
  const [group, status] = [LABELS.personGroup[coverage.group], LABELS.coverageStatus[coverage.status]];
  return html`<tr><td class="count">${index}</td><th scope="row">${person.name}</th>
<td><code>${person.citizenNumber}</code></td><td><code>${person.personId}</code></td>
<td>${areaNameOf(coverage.area)}，${group}，${status}</td><td>${filed}</td>
<td class="count">${formatYuanForPeople(coverage.accountBalance)}</td></tr>`;
}

export type PeoplePage = {
  readonly sent: ReadonlyMap<string, string>;
  readonly made: readonly MadePerson[];
  readonly error: string;
  /** Where this sandbox is reached. */
  readonly address: string;
};

/** Makes people and shows those just made, whole: they exist nowhere else and are for typing in. */
export function peoplePage({ sent, made, error, address }: PeoplePage): Html {
  const table =
    made.length === 0
      ? null
      : html`<h2>已生成，可以就医</h2><div class="scroll"><table><caption>区划 PP9900 不存在，号码不会是真人的</caption>
<thead><tr><th scope="col" class="count">序号</th><th scope="col">姓名</th><th scope="col">证件号</th>
<th scope="col">人员编号</th>
<th scope="col">参保</th><th scope="col">备案</th><th scope="col" class="count">余额</th></tr></thead>
<tbody>${made.map(personRow)}</tbody></table></div>`;
  return html`<h1>合成人员</h1><p>要多少有多少。
同样的种子、条件和序号永远是同一个人；不写序号就给还没用过的下一个。</p>
${error === '' ? null : html`<p class="note stop" role="alert">${error}</p>`}${table}${form(sent)}
<h2>用程序生成</h2><pre class="raw">curl -s ${address}/sandbox/api/people -H 'content-type: application/json' \\
  -d '{"area":"410100","group":"active","filing":"referral","careArea":"110000","balance":"500.00"}'</pre>`;
}
