import { areaNameOf, filingGroupOf, LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { tokenField } from '../layout.ts';
import type { FilingView } from '../port.ts';
import type { Page } from '../site.ts';
import type { RefusalText } from '../texts/refusals.ts';
import { FILING_STATE } from '../texts/words.ts';
import { back, facts, period, stateBadge } from './parts.ts';

const isOpen = ({ state }: FilingView): boolean => state === 'in-force' || state === 'submitted';

function filingFacts(filing: FilingView): Html {
  return facts(
    ['备案编号', html`<span class="number">${filing.filingId}</span>`],
    ['类型', LABELS.filingCategory[filing.category]],
    ['医保', LABELS.insuranceType[filing.insuranceType]],
    ['参保地', areaNameOf(filing.insuredArea)],
    ['就医地', filing.careAreas.map(areaNameOf).join('、')],
    [
      '有效期',
      filing.endsOn === null ? `${filing.startsOn} 起，长期有效` : period(filing.startsOn, filing.endsOn),
    ],
    filing.byCommitment ? ['材料', '按承诺书办理，请尽快补交材料'] : null,
  );
}

function nextSteps(filing: FilingView): Html | null {
  if (filing.state === 'submitted') {
    return html`<ol class="steps"><li>等参保地审核，最多 2 个工作日。</li><li>再打开这一页看结果。</li>
      <li>已经住院的，请告诉医院医保窗口“备案正在审核”。</li></ol>`;
  }
  if (filing.state !== 'in-force') return null;
  const place = filing.careAreas[0] ?? '';
  const later =
    filingGroupOf(filing.category) === 'long-term'
      ? '回参保地看病，待遇按参保地规定。'
      : '有效期内可以多次看病。';
  return html`<ol class="steps"><li><a href="/places/${place}">看看当地哪些医院开通了直接结算</a>。</li>
    <li>看病时出示医保码或社会保障卡。</li><li>结账时直接按医保结算，只付自己那部分。</li></ol><p class="sub">${later}</p>`;
}

/** One filing: number, state, what next; also the answer after submitting and cancelling. */
export function filingPage(filing: FilingView, isNew: boolean): Page {
  const said = FILING_STATE[filing.state];
  const cancel = isOpen(filing)
    ? html`<p><a class="action danger" href="/me/filing/${filing.filingId}/cancel">取消这份备案</a></p>`
    : html`<p><a class="action" href="/me/filing">办一份新的备案</a></p>`;
  const steps = nextSteps(filing);
  const title = isNew ? '备案已提交' : '备案详情';
  const body = html`${back('/me', '我的医保')}<h1>${title}</h1>
    <div class="card"${isNew ? html` role="status"` : null}><p>${stateBadge(said)}</p>
    <p class="lead">${said.sentence}</p>${filingFacts(filing)}</div>
    ${steps === null ? null : html`<section aria-labelledby="next"><h2 id="next">接下来</h2>${steps}</section>`}
    <div class="actions"><p><a class="action quiet"
    href="${isNew ? '/me/filing' : '/me'}">回到上一步</a></p>${cancel}</div>`;
  return { title, body };
}

export type CancelView = {
  readonly filing: FilingView;
  readonly token: string;
  readonly refusal: RefusalText | null;
};

/** Asks before a filing is cancelled. */
export function cancelPage({ filing, token, refusal }: CancelView): Page {
  const path = `/me/filing/${filing.filingId}`;
  const error =
    refusal === null
      ? null
      : html`<div class="note stop" role="alert">
        <p><strong>没有取消成功。</strong>${refusal.what}${refusal.fix}</p><p>您的备案和钱都没有变动。</p></div>`;
  const body = html`${back(path, '备案详情')}<h1>确定要取消备案吗</h1>${error}
    <div class="card"><p
    class="lead">取消后，到${filing.careAreas.map(areaNameOf).join('、')}看病可能不能直接结算，或者报得少一些。已经结算的账单不受影响。</p>
    ${filingFacts(filing)}</div>
    <div class="actions"><p><a class="action" href="${path}">不取消，回到上一步</a></p>
    <form method="post" action="${path}/cancel">${tokenField(token)}<button
    class="danger">确定取消</button></form></div>`;
  return { title: '取消备案', body, status: refusal === null ? 200 : 422 };
}
