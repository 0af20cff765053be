/** Departments of an institution. */
import { date, text, whole } from '../fields.ts';

export const hospitalDepartmentCode = text('hosp_dept_codg', '医院科室编码', 20);
export const hospitalDepartmentName = text('hosp_dept_name', '医院科室名称', 100);
export const introduction = text('itro', '简介', 500);
export const departmentHeadName = text('dept_resper_name', '科室负责人姓名', 50);
export const departmentHeadTelephone = text('dept_resper_tel', '科室负责人电话', 50);
export const departmentServiceScope = text('dept_med_serv_scp', '科室医疗服务范围', 500);
export const establishedOn = date('dept_estbdat', '科室成立日期');
export const approvedBeds = whole('aprv_bed_cnt', '批准床位数量', 11);
export const recognisedBeds = whole('hi_crtf_bed_cnt', '医保认可床位数', 11);
export const poolingAreaNumber = text('poolarea_no', '统筹区编号', 6);
export const doctorCount = whole('dr_psncnt', '医师人数', 5);
export const pharmacistCount = whole('phar_psncnt', '药师人数', 5);
export const nurseCount = whole('nurs_psncnt', '护士人数', 5);
export const technicianCount = whole('tecn_psncnt', '技师人数', 5);
