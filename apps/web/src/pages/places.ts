import { LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { BADGES, type PackView, type PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { emptyPart, placeBadge, UNVERIFIED } from './parts.ts';

/** By the best badge of its policies; a place without any comes last. */
export function rankOf({ packs }: PlaceView): number {
  return Math.min(BADGES.length, ...packs.map((pack) => BADGES.indexOf(pack.badge)));
}

const clausesOf = ({ packs }: PlaceView): number => packs.reduce((sum, pack) => sum + pack.clauses, 0);

/** Best-sourced places first, invented ones last; equals by the number of clauses, then by area code. */
export function bestSourcedFirst(places: readonly PlaceView[]): PlaceView[] {
  return [...places].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      b.sourcing - a.sourcing ||
      clausesOf(b) - clausesOf(a) ||
      (a.area < b.area ? -1 : 1),
  );
}

const benefitLabel = (word: string): string =>
  (LABELS.benefit as Readonly<Record<string, string>>)[word] ?? word;

function packItem(pack: PackView): Html {
  const checked = pack.verifiedOn === null ? '还没有人对照原文核实' : `最近核实 ${pack.verifiedOn}`;
  const counted = pack.clauses === 0 ? '' : `引用 ${pack.clauses} 条，已核实 ${pack.verifiedClauses} 条；`;
  return html`<li><strong>${LABELS.insuranceType[pack.insuranceType]}</strong> ${placeBadge(pack.badge)}
    <span class="sub block">${pack.benefits.map(benefitLabel).join('、')}。${counted}${checked}</span></li>`;
}

function placeCard(place: PlaceView): Html {
  const packs =
    place.packs.length === 0
      ? emptyPart('本网络没有这里的报销政策，只提供医院信息。')
      : html`<ul class="plain">${place.packs.map(packItem)}</ul>`;
  return html`<article class="card"><h2>${place.name} <span class="number">${place.area}</span></h2>${packs}
    <p class="onward"><a href="/places/${place.area}">看${place.name}的医院</a></p></article>`;
}

/** Every place of the network, the best-sourced ones first. */
export function placesPage(places: readonly PlaceView[]): Page {
  const body = html`<h1>各地政策</h1>
    <p class="lead">报销按参保地的政策算。来源最清楚的排在最前面。</p>
    <p class="hint">${UNVERIFIED} 表示还有数字没有人对照过文件原文，只能参考。</p>
    ${places.length === 0 ? emptyPart('还没有地区。') : bestSourcedFirst(places).map(placeCard)}`;
  return { title: '各地政策', body };
}
