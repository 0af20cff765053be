/**
 * Code lists that hospitals download besides priced items: diseases, operations, chronic diseases and the
 * like. Synthetic but for the ten chronic diseases that settle across provinces (procedures V-05; the codes
 * M00500 and M07800 are inferred from their sub-codes, 待核实): names start with 示例, and codes lie in ranges
 * that the national lists leave free. An installation with the national lists puts them in this place.
 */

/** Which list a code stands in. */
export type CodeListKind =
  | 'hospital-preparation'
  | 'diagnosis'
  | 'operation'
  | 'chronic-disease'
  | 'disease-payment'
  | 'day-surgery'
  | 'tumour-morphology'
  | 'tcm-disease'
  | 'tcm-syndrome'
  | 'granule'
  | 'new-service';

/** One row. `group` is the code and name of the heading it stands under. */
export type ListedCode = {
  readonly code: string;
  readonly name: string;
  readonly group: { readonly code: string; readonly name: string };
};

// A line is: code of the heading, its name, then code and name of each row.
const TEXTS: Readonly<Record<CodeListKind, string>> = {
  'hospital-preparation': `
    ZZ01 示例院内制剂 ZZ99ZZP00000000001 示例合剂 ZZ99ZZP00000000002 示例洗剂 ZZ99ZZP00000000003 示例软膏`,
  diagnosis: `
    U98 示例内科病 U98.001 示例高血压 U98.002 示例糖尿病 U98.003 示例冠心病 U98.004 示例肺炎 U98.005 示例慢阻肺
    U99 示例外科病 U99.001 示例骨折 U99.002 示例阑尾炎 U99.003 示例胆石症 U99.004 示例白内障 U99.005 示例肿瘤`,
  operation: `
    99.9 示例手术 99.9901 示例阑尾切除术 99.9902 示例胆囊切除术 99.9903 示例髋关节置换术 99.9904 示例晶体置换术
    99.8 示例操作 99.8901 示例血液透析 99.8902 示例冠脉造影 99.8903 示例胃镜检查`,
  'chronic-disease': `
    M00 跨省门诊慢特病 M00200 病毒性肝炎 M00500 恶性肿瘤门诊治疗 M01600 糖尿病 M03900 高血压 M04600 冠心病
    M05 跨省门诊慢特病 M05300 慢性阻塞性肺疾病 M06900 类风湿关节炎 M07200 强直性脊柱炎 M07800 尿毒症透析 M08300 器官移植抗排异治疗`,
  'disease-payment': `
    BZ9 示例按病种付费 BZ9901 示例单纯性阑尾炎 BZ9902 示例白内障 BZ9903 示例胆囊结石`,
  'day-surgery': `
    RJ9 示例日间手术 RJ9901 示例日间白内障 RJ9902 示例日间疝 RJ9903 示例日间静脉曲张`,
  'tumour-morphology': `
    M99 示例肿瘤形态 M9990/0 示例良性肿瘤 M9990/1 示例交界性肿瘤 M9990/3 示例恶性肿瘤`,
  'tcm-disease': `
    A99 示例中医内科 A99.01 示例胸痹 A99.02 示例消渴 A99.03 示例眩晕 A99.04 示例咳嗽`,
  'tcm-syndrome': `
    B99 示例证候 B99.01 示例气虚证 B99.02 示例血瘀证 B99.03 示例痰湿证`,
  granule: `
    KL9 示例配方颗粒 T990000001 示例黄芪颗粒 T990000002 示例当归颗粒 T990000003 示例甘草颗粒`,
  'new-service': `
    99 示例价格项目 991300000010000 示例诊查 991300000020000 示例护理 991300000030000 示例注射`,
};

function rowsOf(text: string): ListedCode[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [groupCode = '', groupName = '', ...words] = line.trim().split(/\s+/);
      const group = { code: groupCode, name: groupName };
      const rows: ListedCode[] = [];
      for (let at = 0; at < words.length; at += 2)
        rows.push({ code: words[at]!, name: words[at + 1]!, group });
      return rows;
    });
}

const LISTS = new Map(Object.entries(TEXTS).map(([kind, text]) => [kind, rowsOf(text)]));

/** Every row of a list, in its order. */
export const listedCodes = (kind: CodeListKind): readonly ListedCode[] => LISTS.get(kind)!;
