/** Catalogues, the mapping of a hospital's items, code lists, pages and files. */
import { catalogueUses, compoundLimits, priceLimitKinds, selfPaidKinds } from '../code-tables/catalogue.ts';
import { bytes, date, dateTime, flag, text, truth, unitPrice, whole, word } from '../fields.ts';

export const catalogueVersion = text('ver', '版本号', 20);
export const catalogueVersionName = text('ver_name', '版本名称', 30);
export const fileId = text('file_qury_no', '文件查询号', 40);
export const fileName = text('filename', '文件名', 200);
export const fileContent = bytes('in', '文件数据');
export const downloadUntil = date('dld_end_time', '下载截止日期');
export const downloadUntilTime = dateTime('dld_endtime', '截止时间');
export const rowsInFile = whole('data_cnt', '数据量', 9);

export const pageNumber = whole('page_num', '当前页数', 4);
export const pageSize = whole('page_size', '本页数据量', 4);
export const recordsFound = whole('recordCounts', '总记录数', 9);
export const pagesFound = whole('pages', '总页数', 9);
export const shownPage = whole('pageNum', '当前页', 9);
export const shownPageSize = whole('pageSize', '每页记录数', 9);
export const recordsOnPage = whole('size', '本页记录数', 9);
export const firstRecord = whole('startRow', '本页起始行', 9);
export const isFirstPage = truth('firstPage', '是否首页');
export const isLastPage = truth('lastPage', '是否末页');

export const queriedOn = date('query_date', '查询时间点');
export const updatedOn = date('updt_time', '更新时间');
export const createdOn = date('crte_time', '数据创建时间');
export const recordNumber = text('rid', '唯一记录号', 40);
export const catalogueRegion = text('insu_admdvs', '参保机构医保区划', 6);
export const strokeCode = text('wubi', '五笔助记码', 30);
export const soundCode = text('pinyin', '拼音助记码', 30);
export const isForCare = flag('med_use_flag', '医疗使用标志');
export const isForMaternity = flag('matn_used_flag', '生育使用标志');
export const catalogueUse = word('hilist_use_type', '医保目录使用类别', 3, catalogueUses);
export const compoundLimit = word('lmt_cpnd_type', '限复方使用类型', 3, compoundLimits);

export const priceLimitKind = word('hilist_lmtpric_type', '医保目录限价类型', 6, priceLimitKinds);
export const overLimitTreatment = text('overlmt_dspo_way', '医保目录超限处理方式', 6);
export const itemPriceCeiling = unitPrice('hilist_pric_uplmt_amt', '医保目录定价上限金额');
export const selfPaidPersonKind = text('selfpay_prop_psn_type', '医保目录自付比例人员类别', 6);
export const selfPaidKind = word('selfpay_prop_type', '目录自付比例类别', 6, selfPaidKinds);

export const genericNameCode = text('genname_codg', '通用名编号', 100);
export const genericName = text('drug_genname', '药品通用名', 500);
export const drugProductName = text('drug_prodname', '药品商品名', 500);
export const ethnicDrugKind = text('ethdrug_type', '民族药种类', 3);
export const drugSpecification = text('drug_spec', '药品规格', 500);
export const smallestPricedUnit = text('min_prcunt', '最小计价单位', 50);

export const mappedItemCode = text('fixmedins_hilist_id', '定点医药机构目录编号', 30);
export const mappedItemName = text('fixmedins_hilist_name', '定点医药机构目录名称', 200);
export const approvalNumber = text('aprvno', '批准文号', 30);
export const mappedDosageForm = text('dosform', '剂型', 200);
export const excludedContent = text('exct_cont', '除外内容', 2000);
export const itemContent = text('item_cont', '项目内涵', 2000);
export const pricedUnit = text('prcunt', '计价单位', 100);
export const packSpecification = text('pacspec', '包装规格', 100);

export const codeListName = text('type', '字典类型', 30);
export const codeListParent = text('parentValue', '父字典键值', 10, { spellings: ['parent_value'] });
export const codeListRegion = text('admdvs', '行政区划', 6);
export const codeListDate = date('date', '查询日期');
export const wantsValidCodes = flag('Vali_Flag', '有效标志', { spellings: ['vali_flag', 'valiFlag'] });
export const codeLabel = text('label', '字典标签', 100);
export const codeValue = text('value', '字典键值', 20);
export const codeOrder = whole('sort', '序号', 9);
export const isTakenCode = flag('valiFlag', '权限标识', { alsoWrittenAs: ['vali_flag'] });
export const codeCreatedBy = text('createUser', '创建账户', 30, { alsoWrittenAs: ['create_user'] });
export const codeCreatedOn = date('createDate', '创建时间', { alsoWrittenAs: ['create_date'] });
export const codeListVersion = whole('version', '版本号', 9);
