import { areaNameOf, formatDateTime, instant } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import type { AccessEntry } from '../port.ts';
import type { Page } from '../site.ts';
import { ACTOR_KIND, PURPOSE } from '../texts/words.ts';
import { emptyPart, tableFrame } from './parts.ts';

export type AccessLogView = { readonly entries: readonly AccessEntry[]; readonly older: string | null };

const nodeName = (node: string): string => (node === 'hub' ? '国家平台' : areaNameOf(`${node}0000`));

function whoOf({ actorKind, actorId, actorName, actorNode }: AccessEntry): Html {
  const kind = ACTOR_KIND[actorKind] ?? actorKind;
  const node = nodeName(actorNode);
  if (actorKind === 'person') return html`${kind}<span class="sub block">${node}</span>`;
  const known = actorName ?? null;
  const number = html`<span class="number block">${actorId}</span>`;
  return html`${known ?? kind}<span
    class="sub block">${known === null ? node : `${kind} · ${node}`}</span>${number}`;
}

type Look = { readonly entry: AccessEntry; readonly times: number };

const minuteOf = (at: number): number => Math.trunc(at / 60_000);

/** A visit reads several parts of a record: the same actor and purpose within a minute is one row. */
function looksOf(entries: readonly AccessEntry[]): Look[] {
  const looks: Look[] = [];
  for (const entry of entries) {
    const at = looks.findLastIndex(
      (look) =>
        look.entry.actorId === entry.actorId &&
        look.entry.purpose === entry.purpose &&
        minuteOf(look.entry.at) === minuteOf(entry.at),
    );
    if (at < 0) looks.push({ entry, times: 1 });
    else looks[at] = { entry: looks[at]!.entry, times: looks[at]!.times + 1 };
  }
  return looks;
}

const row = ({ entry, times }: Look): Html => {
  const [day, time] = formatDateTime(instant(entry.at)).split(' ');
  const count = times === 1 ? null : html`<span class="sub block">一分钟内 ${times} 次</span>`;
  return html`<tr><td class="when"><span class="date">${day}</span> <span class="date">${time}</span></td>
    <th scope="row">${whoOf(entry)}</th><td>${PURPOSE[entry.purpose] ?? entry.purpose}${count}</td></tr>`;
};

/** Who read the person's data, newest first. */
export function accessLogPage({ entries, older }: AccessLogView): Page {
  const table = html`<table><caption>最近的查看记录，时间为北京时间</caption>
    <thead><tr><th scope="col">时间</th><th scope="col">谁</th><th scope="col">为了什么</th></tr></thead>
    <tbody>${looksOf(entries).map(row)}</tbody></table>`;
  const more = older === null ? null : html`<p><a class="action quiet" href="${older}">看更早的记录</a></p>`;
  const body = html`<h1>谁看过我的信息</h1>
    <p class="lead">每次有人查看您的信息，系统都会自动记下来，包括您自己。记录不能修改。</p>
    ${entries.length === 0 ? emptyPart('没有更多记录。') : tableFrame('查看记录', table)}${more}
    <p>有不认识的查看？请打 <a class="phone" href="tel:12393">12393</a> 反映。</p>`;
  return { title: '谁看过我的信息', body };
}
