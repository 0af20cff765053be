import type { Instant } from '@zhijie/kernel';
import type { Block, Paper } from '../pdf/paper.ts';
import { type PaperSignature, signatureBlocks } from './signature.ts';

export type ConformanceCheck = {
  readonly id: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'not-run';
  readonly reason: string;
};

export type ConformanceReport = {
  readonly runId: string;
  readonly product: string;
  readonly vendor: string;
  readonly providerId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly calls: number;
  readonly groups: readonly { readonly title: string; readonly checks: readonly ConformanceCheck[] }[];
  readonly signature: PaperSignature;
  /** The signed report for programs; it goes into the PDF as a file. */
  readonly json: string;
  readonly issuedAt: Instant;
};

const STATES = { passed: '✓ 通过', failed: '× 未通过', 'not-run': '— 未做' } as const;

const checkTable = (checks: readonly ConformanceCheck[]): Block => ({
  kind: 'table',
  columns: [
    { header: '编号', width: 1.7 },
    { header: '检查', width: 7 },
    { header: '结果', width: 1.5, align: 'center' },
  ],
  rows: checks.map(({ id, title, state, reason }) => [
    id,
    reason === '' ? title : `${title}\n${reason}`,
    STATES[state],
  ]),
});

/** The report of a conformance run: what was checked, how it came out, and the sandbox's signature. */
export function conformanceReportDocument(report: ConformanceReport): Paper {
  const { runId, product, vendor, providerId, groups, signature, json, issuedAt } = report;
  const all = groups.flatMap(({ checks }) => checks);
  const count = (state: ConformanceCheck['state']): number =>
    all.filter((each) => each.state === state).length;
  const summary = `${all.length} 项检查：通过 ${count('passed')}，未通过 ${count('failed')}，未做 ${count('not-run')}`;
  return {
    title: '医院系统一致性测试报告',
    subtitle: summary,
    number: runId,
    issuedAt,
    footer: '直结开发沙箱。全部为虚构人员和示例政策，不是医保部门的验收结论。',
    blocks: [
      {
        kind: 'facts',
        rows: [
          [
            { label: '产品', value: product, isStrong: true },
            { label: '厂商', value: vendor },
          ],
          [
            { label: '机构', value: providerId },
            { label: '调用次数', value: String(report.calls) },
          ],
          [
            { label: '开始', value: report.startedAt },
            { label: '结束', value: report.finishedAt },
          ],
        ],
      },
      ...groups
        .filter(({ checks }) => checks.length > 0)
        .flatMap(({ title, checks }): Block[] => {
          const passed = checks.filter(({ state }) => state === 'passed').length;
          return [
            { kind: 'heading', text: `${title}（${passed}/${checks.length} 通过）` },
            checkTable(checks),
          ];
        }),
      ...signatureBlocks(signature),
    ],
    enclosed: [
      {
        name: `${runId}.json`,
        mediaType: 'application/json',
        bytes: new TextEncoder().encode(json),
        about: '已签名的报告',
      },
    ],
  };
}
