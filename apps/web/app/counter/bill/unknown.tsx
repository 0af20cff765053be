import type { Unknown } from './use-run.ts';

/** Big and red instead of a spinner: nobody knows yet, the window keeps asking, nobody is charged twice. */
export function UnknownBanner({ what, tries }: { what: string; tries: number | null }) {
  return (
    <section className="unknown" role="alert">
      <p className="unknown-title">结果未知 — 款项状态查询中</p>
      <p>
        {what}已经发出，还不知道办成没有。正在用同一编号自动查询{tries === null ? '' : `（第 ${tries} 次）`}
        ，不会重复收费。
      </p>
      <p>下一步：请勿重复收费，也不要让患者离开；有了结果这里会自动变。</p>
    </section>
  );
}

export const unknownOf = (
  unknown: Unknown | null,
  isSettling: boolean,
): { what: string; tries: number | null } | null => {
  if (unknown !== null) return { what: unknown.what, tries: unknown.tries };
  return isSettling ? { what: '结算', tries: null } : null;
};
