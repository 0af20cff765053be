/** Who the patient is and how they are insured. */
import {
  certificateTypes,
  counters,
  coverageStatuses,
  credentialTypes,
  genders,
  identityKinds,
  insuranceTypes,
  personGroups,
} from '../code-tables/person.ts';
import {
  date,
  extension,
  flag,
  jsonText,
  money,
  openWord,
  text,
  whole,
  word,
  year,
  yearMonth,
} from '../fields.ts';

export const personId = text('psn_no', '人员编号', 30);
export const certificateType = word('psn_cert_type', '人员证件类型', 6, certificateTypes);
export const certificateNumber = text('certno', '证件号码', 50);
export const personName = text('psn_name', '人员姓名', 50);
export const gender = word('gend', '性别', 6, genders);
export const ethnicity = text('naty', '民族', 3);
export const birthDate = date('brdy', '出生日期');
export const age = whole('age', '年龄', 4);
export const extensionText = jsonText('exp_content', '字段扩展', 4000, { spellings: ['expContent'] });
/** The same official field where the out-of-area rules 2.1 give it a meaning. */
export const outOfAreaFlags = extension('exp_content', '字段扩展', { spellings: ['expContent'] });
export const credentialType = word('mdtrt_cert_type', '就诊凭证类型', 3, credentialTypes);
export const credentialNumber = text('mdtrt_cert_no', '就诊凭证编号', 50);
export const cardSerial = text('card_sn', '卡识别码', 32);
export const accountBalance = money('balc', '余额');
export const insuranceType = word('insutype', '险种类型', 6, insuranceTypes);
export const personGroup = word('psn_type', '人员类别', 6, personGroups);
export const coverageStatus = word('psn_insu_stas', '人员参保状态', 6, coverageStatuses);
export const insuredSince = date('psn_insu_date', '个人参保日期');
export const pausedOn = date('paus_insu_date', '暂停参保日期');
export const isCivilServant = flag('cvlserv_flag', '公务员标志');
export const insuredRegion = text('insuplc_admdvs', '参保地医保区划', 6);
export const employer = text('emp_name', '单位名称', 200);
export const identityKind = word('psn_idet_type', '人员身份类别', 3, identityKinds);
export const identityLevel = text('psn_type_lv', '人员类别等级', 3);
export const remark = text('memo', '备注', 500);
export const contactName = text('coner_name', '联系人姓名', 50);
export const contactPhone = text('tel', '联系电话', 50);
export const isAided = flag('maf_psn_flag', '医疗救助对象标志');
export const isFlexiblyEmployed = flag('flxempe_flag', '灵活就业标志');
export const isNewborn = flag('nwb_flag', '新生儿标志');
export const insuringAgency = text('insu_optins', '参保机构医保区划', 6);
export const cumulativeMonth = yearMonth('cum_ym', '累计年月');
export const counterCode = openWord('cum_type_code', '累计类别代码', 10, counters);
export const counterValue = money('cum', '累计值');
export const policyYear = year('year', '年度');
