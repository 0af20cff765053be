import { type Html, html } from '../html.ts';
import { money } from '../money.ts';
import type { StepView } from '../port.ts';
import { figureBadge, tableFrame } from './parts.ts';

const stepRow = (
  step: StepView,
  index: number,
): Html => html`<tr><td>${index + 1}</td><th scope="row">${step.text}</th>
  <td>${money(step.amount)}</td><td>${step.clause.document || step.clause.source}<span
  class="block">${step.clause.article}</span></td>
  <td>${step.place}</td><td class="date">${step.clause.effectiveFrom}</td>
  <td class="date">${figureBadge([step]) ?? step.clause.verified}</td></tr>`;

/** Every step of a calculation with its amount and its clause. */
export const stepTable = (steps: readonly StepView[]): Html =>
  tableFrame(
    '每一步的依据',
    html`<table class="steps-table"><caption>每一步、金额和依据</caption><thead><tr><th scope="col">序</th>
    <th scope="col">怎么算的</th><th scope="col">金额</th><th scope="col">文件和条款</th><th scope="col">适用</th>
    <th scope="col">施行</th><th scope="col">核实</th></tr></thead><tbody>${steps.map(stepRow)}</tbody></table>`,
  );
