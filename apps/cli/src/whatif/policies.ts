import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  applyOverlay,
  describeRefusal,
  type Overlay,
  type PackProblem,
  type PackSummary,
  type Plan,
  type PolicyLibrary,
} from '@zhijie/engine';
import { BENEFITS, type Benefit, type CalendarDate, Failure, type InsuranceType } from '@zhijie/kernel';
import type { VisitScope } from '@zhijie/population';

/** One benefit under both policies; a side without policy says why. */
export type PlanPair = {
  readonly benefit: Benefit;
  readonly before: Plan | null;
  readonly after: Plan | null;
  readonly reason: string | null;
};

export type Comparison = {
  readonly area: string;
  readonly insuranceType: InsuranceType;
  readonly packId: string;
  readonly packTitle: string;
  readonly overlay: Overlay;
  readonly on: CalendarDate;
  readonly pairs: readonly PlanPair[];
};

export type Wrong = { readonly wrong: string };

/** Reads one overlay; each problem of one that does not load is a line with file, line and fix. */
export function readOverlay(library: PolicyLibrary, path: string): Overlay {
  const overlay = applyOverlay(library, { path, text: readFileSync(path, 'utf8') });
  if (overlay.ok) return overlay.value;
  const line = ({ file, line, code, message, fix }: PackProblem): string =>
    `${file}:${line} 错误 ${code}：${message}（改法：${fix}）`;
  throw new Failure(
    `试算无法加载，${overlay.refusal.length} 处错误：\n${overlay.refusal.map(line).join('\n')}`,
  );
}

/** OVERLAY is a file, or the id of one in `overlays/` of the policy folder. */
export function overlayPath(folder: string, given: string): string | Wrong {
  const candidates = [given, join(folder, 'overlays', `${given}.yaml`)];
  const found = candidates.find((path) => /\.ya?ml$/.test(path) && existsSync(path));
  if (found !== undefined) return found;
  const where = join(basename(folder), 'overlays');
  return {
    wrong: `OVERLAY："${given}" 不是试算文件，也不是 ${where} 中的编号；写成文件路径，如 我的试算.yaml`,
  };
}

/** BASE is a pack id or the code of its area; the overlay lies over it or over a layer above it. */
export function basePack(library: PolicyLibrary, overlay: Overlay, given: string): PackSummary | Wrong {
  const named = library.packs.filter(({ packId, area }) => packId === given || area === given);
  if (named.length === 0) {
    return { wrong: `BASE："${given}" 不是政策包编号或统筹区，写成 990100-resident 或 990100` };
  }
  const reached = named.filter(({ packId }) =>
    library.chains.get(packId)?.some((layer) => layer.data.pack === overlay.baseId),
  );
  if (reached.length === 1) return reached[0]!;
  if (reached.length > 1) {
    return {
      wrong: `BASE："${given}" 有几个政策包，写成其中之一：${reached.map((p) => p.packId).join('、')}`,
    };
  }
  return { wrong: `BASE："${given}" 不在这个试算之内：它改的是 ${overlay.baseId}，请换 BASE 或试算` };
}

/** The plans of both sides on one day, for the benefits that are wanted. */
export function compare(
  library: PolicyLibrary,
  overlay: Overlay,
  pack: PackSummary,
  options: { readonly on: CalendarDate; readonly scope: VisitScope },
): Comparison {
  const { on, scope } = options;
  const { area, insuranceType, packId, title } = pack;
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const pairs = BENEFITS.filter((benefit) => scope === 'all' || scope === benefit).map(
    (benefit): PlanPair => {
      const question = { area, insuranceType, benefit, dates };
      const before = library.planFor(question);
      const after = overlay.planFor(question);
      const refused = before.ok ? (after.ok ? null : after.refusal) : before.refusal;
      return {
        benefit,
        before: before.ok ? before.value : null,
        after: after.ok ? after.value : null,
        reason: refused === null ? null : describeRefusal(refused),
      };
    },
  );
  if (pairs.every(({ before, after }) => before === null && after === null)) {
    throw new Failure(`不能试算：${pairs.map(({ reason }) => reason).join('；')}`);
  }
  return { area, insuranceType, packId, packTitle: title, overlay, on, pairs };
}
