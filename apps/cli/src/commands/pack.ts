import { lint, runCases } from '@zhijie/engine';
import { dateOf, instant } from '@zhijie/kernel';
import { POLICIES, readPolicies, readYamlFiles } from '../policy-files.ts';
import { type Command, withOptions, wrongCall } from './command.ts';

const USAGE = `zhijie pack check：加载、检查全部政策包，并运行包旁的案例

  zhijie pack check [--folder policies] [--json]

  有一处不合即以 1 退出，逐条说明文件、行和改法。
`;

/** Checks every policy pack: schema, lints and the cases beside the packs. */
export const pack: Command = {
  name: 'pack',
  summary: '政策包：pack check 检查全部政策包和案例',
  run: (args) =>
    withOptions(
      args,
      { usage: USAGE, options: { folder: { type: 'string' }, json: { type: 'boolean' } }, positionals: true },
      (values, [action]) => {
        if (action !== 'check') return wrongCall('请写 zhijie pack check', USAGE);
        const folder = typeof values.folder === 'string' ? values.folder : POLICIES;
        return check(folder, values.json === true);
      },
    ),
};

function check(folder: string, asJson: boolean): number {
  const library = readPolicies(folder);
  const findings = lint(library, { on: dateOf(instant(Date.now())) });
  const cases = runCases(library, readYamlFiles(folder));
  const failed = cases.filter((one) => !one.ok);
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (asJson) {
    const packs = library.packs.length;
    console.log(JSON.stringify({ packs, findings, cases: cases.length, failed }, null, 2));
    return failed.length + errors.length === 0 ? 0 : 1;
  }
  for (const { file, line, severity, code, message, fix } of findings) {
    const kind = severity === 'error' ? '错误' : '提醒';
    console.log(`${file}:${line} ${kind} ${code}：${message}（改法：${fix}）`);
  }
  for (const { file, line, name, differences } of failed) {
    console.log(`${file}:${line} 案例不符：${name}：${differences.join('；')}`);
  }
  console.log(
    `${library.packs.length} 个政策包，${cases.length} 个案例，${failed.length} 个不符，${errors.length} 处错误`,
  );
  return failed.length + errors.length === 0 ? 0 : 1;
}
