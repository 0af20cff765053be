import { lint, runCases } from '@zhijie/engine';
import { readPolicies, readYamlFiles, POLICIES } from '../policy-files.ts';
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
  const findings = lint(library);
  const cases = runCases(library, readYamlFiles(folder));
  const failed = cases.filter((one) => !one.passed);
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (asJson) {
    console.log(JSON.stringify({ packs: library.packs.length, findings, cases: cases.length, failed }, null, 2));
  } else {
    for (const { file, line, severity, rule, message, fix } of findings) {
      console.log(`${file}:${line} ${severity === 'error' ? '错误' : '提醒'} ${rule}：${message}（改法：${fix}）`);
    }
    for (const one of failed) console.log(`案例不符 ${one.file}：${one.name}：${one.message}`);
    console.log(`${library.packs.length} 个政策包，${cases.length} 个案例，${failed.length} 个不符，${errors.length} 处错误`);
  }
  return failed.length + errors.length === 0 ? 0 : 1;
}
