/** Catalogues, the mapping of a hospital's items, code lists and files. */
import { many, one, pick, transaction, variant } from '../message.ts';
import { nothing } from './nodes.ts';

/** The directories that are downloaded as a file: send the version held, fetch the named file with 9102. */
const download = (number: string, label: string) =>
  transaction({
    number,
    label,
    writes: false,
    // Without a version everything is sent.
    input: one('data', '下载条件', { optional: pick('catalogueVersion') }),
    output: one('', '文件', {
      required: pick('fileId', 'fileName', 'downloadUntil', 'rowsInFile'),
      regional: pick('catalogueVersion'),
    }),
  });

export const downloadDrugs = download('1301', '西药中成药目录下载');
export const downloadHerbs = download('1302', '中药饮片目录下载');
export const downloadPreparations = download('1303', '医疗机构制剂目录下载');
export const downloadServices = download('1305', '医疗服务项目目录下载');
export const downloadConsumables = download('1306', '医用耗材目录下载');
export const downloadDiagnoses = download('1307', '疾病与诊断目录下载');
export const downloadOperations = download('1308', '手术操作目录下载');
export const downloadChronicDiseases = download('1309', '门诊慢特病种目录下载');
export const downloadDiseasePayments = download('1310', '按病种付费病种目录下载');
export const downloadDaySurgeries = download('1311', '日间手术治疗病种目录下载');
export const downloadMorphologies = download('1313', '肿瘤形态学目录下载');
export const downloadTcmDiseases = download('1314', '中医疾病目录下载');
export const downloadTcmSyndromes = download('1315', '中医证候目录下载');
export const downloadGranules = download('1320', '中药配方颗粒目录下载');
export const downloadNewServices = download('1321', '医疗服务项目（新）目录下载');
export const downloadConsumablesA = variant('1306A', '医用耗材目录下载', downloadConsumables);

const asked = pick('pageNumber', 'pageSize', 'updatedOn');

/** Counters beside the rows of a page, in the names that hospital systems read. */
const pageCounters = one('', '分页', {
  required: {
    ...pick('recordsFound', 'pagesFound', 'shownPage', 'shownPageSize', 'recordsOnPage'),
    ...pick('firstRecord', 'isFirstPage', 'isLastPage'),
  },
});

export const findEthnicDrugs = transaction({
  number: '1304',
  label: '民族药品目录查询',
  writes: false,
  input: one('data', '查询条件', {
    // Editions require the pages and a time; clients leave all of them out for the first page.
    optional: {
      ...asked,
      ...pick('itemCode', 'genericNameCode', 'genericName', 'drugProductName', 'isValid'),
      ...pick('recordNumber', 'catalogueVersion'),
    },
  }),
  output: {
    items: many('data', '民族药品', {
      required: pick('itemCode', 'isValid', 'recordNumber', 'createdOn', 'updatedOn', 'catalogueVersion'),
      optional: {
        ...pick('drugProductName', 'genericNameCode', 'genericName', 'ethnicDrugKind', 'drugSpecification'),
        ...pick('smallestPricedUnit', 'soundCode', 'strokeCode', 'startedOn', 'endedOn', 'remark'),
      },
    }),
    page: pageCounters,
  },
});

const validity = pick('startedOn', 'isValid', 'recordNumber', 'updatedOn', 'createdOn');
const region = pick('catalogueRegion');

export const findInsuranceItems = transaction({
  number: '1312',
  label: '医保目录信息查询',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...asked,
      ...pick('queriedOn', 'insuranceItemCode', 'insuranceItemName', 'catalogueRegion', 'startedOn'),
      ...pick('strokeCode', 'soundCode', 'feeCategory', 'paymentClass', 'isLimitedUse', 'catalogueKind'),
      ...pick('isForCare', 'isForMaternity', 'catalogueUse', 'compoundLimit', 'isValid'),
    },
  }),
  output: {
    items: many('data', '医保目录', {
      required: {
        ...pick('insuranceItemCode', 'insuranceItemName'),
        ...region,
        ...validity,
        ...pick('feeCategory', 'paymentClass', 'isLimitedUse', 'catalogueKind', 'isForCare'),
        ...pick('isForMaternity', 'catalogueUse', 'compoundLimit'),
      },
      optional: pick('endedOn', 'strokeCode', 'soundCode', 'remark'),
    }),
    page: pageCounters,
  },
});

export const findItemLinks = transaction({
  number: '1316',
  label: '医疗目录与医保目录匹配信息查询',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...asked,
      ...pick('queriedOn', 'itemCode', 'insuranceItemCode', 'catalogueKind', 'catalogueRegion', 'startedOn'),
      ...pick('isValid'),
    },
  }),
  output: {
    links: many('data', '匹配信息', {
      required: { ...pick('itemCode', 'insuranceItemCode', 'catalogueKind'), ...region, ...validity },
      optional: pick('endedOn', 'remark'),
    }),
    page: pageCounters,
  },
});

export const findMappings = transaction({
  number: '1317',
  label: '医药机构目录匹配信息查询',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...asked,
      ...pick('queriedOn', 'providerId', 'hospitalItemCode', 'hospitalItemName', 'catalogueRegion'),
      ...pick('catalogueKind', 'itemCode', 'startedOn', 'isValid'),
    },
  }),
  output: {
    mappings: many('data', '匹配信息', {
      required: {
        ...pick('providerId', 'hospitalItemCode', 'catalogueKind', 'itemCode'),
        ...region,
        ...validity,
      },
      optional: {
        ...pick('hospitalItemName', 'endedOn', 'approvalNumber', 'mappedDosageForm', 'excludedContent'),
        ...pick('itemContent', 'pricedUnit', 'specification', 'packSpecification', 'remark'),
      },
    }),
    page: pageCounters,
  },
});

export const findPriceLimits = transaction({
  number: '1318',
  label: '医保目录限价信息查询',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...asked,
      ...pick('queriedOn', 'insuranceItemCode', 'priceLimitKind', 'overLimitTreatment', 'catalogueRegion'),
      ...pick('startedOn', 'endedOn', 'isValid', 'recordNumber'),
    },
  }),
  output: {
    limits: many('data', '限价', {
      required: {
        ...pick('insuranceItemCode', 'priceLimitKind', 'overLimitTreatment', 'itemPriceCeiling'),
        ...region,
        ...validity,
      },
      optional: pick('endedOn'),
    }),
    page: pageCounters,
  },
});

export const findSelfPaidRates = transaction({
  number: '1319',
  label: '医保目录先自付比例信息查询',
  writes: false,
  input: one('data', '查询条件', {
    optional: {
      ...asked,
      ...pick('queriedOn', 'insuranceItemCode', 'selfPaidPersonKind', 'selfPaidKind', 'catalogueRegion'),
      ...pick('startedOn', 'endedOn', 'isValid', 'recordNumber'),
    },
  }),
  output: {
    rates: many('data', '先自付比例', {
      required: {
        ...pick('insuranceItemCode', 'selfPaidPersonKind', 'selfPaidKind', 'selfPaidFirstRate'),
        ...region,
        ...validity,
      },
      optional: pick('endedOn'),
    }),
    page: pageCounters,
  },
});

export const readCodeList = transaction({
  number: '1901',
  label: '字典表查询',
  writes: false,
  input: one('data', '查询条件', {
    required: pick('codeListName'),
    // One edition requires them all; the others ask by the name alone.
    optional: pick('codeListParent', 'codeListRegion', 'codeListDate', 'wantsValidCodes'),
  }),
  output: {
    codes: many('list', '字典', {
      required: {
        ...pick('codeListName', 'codeLabel', 'codeValue', 'codeOrder', 'isTakenCode', 'codeCreatedBy'),
        ...pick('codeCreatedOn', 'codeListVersion'),
      },
      optional: pick('codeListParent'),
    }),
  },
});

export const uploadMappings = transaction({
  number: '3301',
  label: '目录对照上传',
  writes: true,
  input: many('data', '目录对照', {
    atLeast: 1,
    required: pick('mappedItemCode', 'mappedItemName', 'catalogueKind', 'itemCode', 'startedOn'),
    optional: {
      // Required in the standard, yet an item in use has no end.
      ...pick('endedOn', 'approvalNumber', 'mappedDosageForm', 'excludedContent', 'itemContent'),
      ...pick('pricedUnit', 'specification', 'packSpecification', 'remark'),
    },
    regional: pick('providerId'),
  }),
  output: nothing,
});

export const undoMapping = transaction({
  number: '3302',
  label: '目录对照撤销',
  writes: true,
  input: one('data', '目录对照', {
    required: pick('mappedItemCode', 'catalogueKind', 'itemCode'),
    // The envelope names the institution as well.
    optional: pick('providerId'),
  }),
  output: nothing,
});

export const uploadFile = transaction({
  number: '9101',
  label: '文件上传',
  writes: true,
  input: one('fsUploadIn', '文件', {
    required: pick('fileContent', 'fileName'),
    optional: pick('providerId'),
  }),
  output: one('', '文件', { required: pick('fileId', 'fileName', 'providerId', 'downloadUntilTime') }),
});

export const downloadFile = transaction({
  number: '9102',
  label: '文件下载',
  writes: false,
  answersFile: true,
  input: one('fsDownloadIn', '文件', { required: pick('fileId', 'fileName'), optional: pick('providerId') }),
  output: nothing,
});
