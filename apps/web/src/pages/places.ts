import { LABELS } from '@zhijie/kernel';
import { type Html, html } from '../html.ts';
import { BADGES, type Badge, type PackView, type PlaceView } from '../port.ts';
import type { Page } from '../site.ts';
import { emptyPart, placeBadge, UNVERIFIED } from './parts.ts';

/** By the worst badge of its policies, as the calculator's interface says it; without any it comes last. */
export function rankOf({ packs }: PlaceView): number {
  if (packs.length === 0) return BADGES.length;
  return Math.max(...packs.map((pack) => BADGES.indexOf(pack.badge)));
}

/** What is said of the place as a whole; null where the network has no policy of it. */
export const badgeOf = (place: PlaceView): Badge | null => BADGES[rankOf(place)] ?? null;

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
    <ul class="links">${
      place.packs.length === 0
        ? null
        : html`<li><a href="/places/${place.area}/policy">看${place.name}的报销参数和依据</a></li>`
    }<li><a href="/places/${place.area}">看${place.name}的医院</a></li></ul></article>`;
}

const SHOWN_FIRST = 6;

/** The places whose sources are clearest, each with its badge, for the first page. */
export function bestPlaces(places: readonly PlaceView[]): Html {
  const withPolicy = bestSourcedFirst(places).filter(({ packs }) => packs.length > 0);
  if (withPolicy.length === 0) return emptyPart('还没有地区。');
  const items = withPolicy.slice(0, SHOWN_FIRST).map((place) => {
    const said = placeBadge(badgeOf(place)!);
    return html`<li><a href="/places/${place.area}">${place.name}</a> ${said}</li>`;
  });
  return html`<ul class="links">${items}</ul>
    <p class="onward"><a href="/places">看全部 ${withPolicy.length} 个地区</a></p>`;
}

/** Every place of the network, the best-sourced ones first. */
export function placesPage(places: readonly PlaceView[]): Page {
  const body = html`<h1>各地政策</h1>
    <p class="lead">报销按参保地的政策算。来源最清楚的排在最前面。</p>
    <p class="hint">${UNVERIFIED} 表示还有数字没有人对照过文件原文，只能参考。</p>
    ${places.length === 0 ? emptyPart('还没有地区。') : bestSourcedFirst(places).map(placeCard)}`;
  return { title: '各地政策', body };
}
