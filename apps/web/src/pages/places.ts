import { LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import type { PackView, PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { badge, emptyPart, UNVERIFIED } from './parts.ts';

/** 0 best: every number compared with its text … 4: no policy in this network. */
function rankOf({ packs }: PlaceView): number {
  if (packs.length === 0) return 4;
  const isUntraced = packs.every((pack) => pack.isFictional || pack.isSample);
  if (isUntraced) return 3;
  if (packs.every((pack) => pack.isVerified)) return 0;
  return packs.some((pack) => pack.verifiedClauses > 0) ? 1 : 2;
}

const verifiedOf = ({ packs }: PlaceView): number =>
  packs.reduce((sum, pack) => sum + pack.verifiedClauses, 0);
const clausesOf = ({ packs }: PlaceView): number => packs.reduce((sum, pack) => sum + pack.clauses, 0);

/** Best-sourced places first; equals by the number of clauses, then by area code. */
export function bestSourcedFirst(places: readonly PlaceView[]): PlaceView[] {
  return [...places].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      verifiedOf(b) - verifiedOf(a) ||
      clausesOf(b) - clausesOf(a) ||
      (a.area < b.area ? -1 : 1),
  );
}

function packBadge(pack: PackView): Html {
  const fictional = pack.isFictional ? badge('plain', '虚构示例') : null;
  if (pack.isSample) return html`${fictional} ${badge('stop', '示例数据，未核实')}`;
  if (pack.isFictional) return html`${fictional}`;
  return pack.isVerified ? badge('good', '已核实') : UNVERIFIED;
}

const benefitLabel = (word: string): string =>
  (LABELS.benefit as Readonly<Record<string, string>>)[word] ?? word;

function packItem(pack: PackView): Html {
  const checked = pack.verifiedOn === null ? '还没有人对照原文核实' : `最近核实 ${pack.verifiedOn}`;
  const counted = pack.clauses === 0 ? '' : `引用 ${pack.clauses} 条，已核实 ${pack.verifiedClauses} 条；`;
  return html`<li><strong>${LABELS.insuranceType[pack.insuranceType]}</strong> ${packBadge(pack)}
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
