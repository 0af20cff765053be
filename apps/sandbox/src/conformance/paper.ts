import { sm3Hex } from '@zhijie/crypto';
import { conformanceReportDocument, type Paper } from '@zhijie/documents';
import { assert, parseDateTime } from '@zhijie/kernel';
import { groupsOf } from './groups.ts';
import { type SignedReport, signedTextOf } from './run.ts';

/**
 * A signed report as a paper to print: what was signed is enclosed as a file, so that the PDF alone can be
 * verified. The time of the paper is the end of the run: the same report gives the same bytes.
 */
export function conformancePaper(signed: SignedReport): Paper {
  const { report, signature } = signed;
  const finished = parseDateTime(report.finishedAt);
  assert(finished.ok, 'a report says when it was finished');
  return conformanceReportDocument({
    ...report,
    groups: groupsOf(report.checks),
    signature: {
      algorithm: signature.algorithm,
      over: '报告的 JSON 文本',
      digest: sm3Hex(signedTextOf(report)),
      publicKey: signature.publicKey,
      value: signature.value,
      check: `取出本文件的附件 ${report.runId}.json，运行 zhijie sandbox verify ${report.runId}.json`,
    },
    json: JSON.stringify(signed),
    issuedAt: finished.value,
  });
}
