#!/usr/bin/env bash
# A stay as a hospital developer types it: in Beijing, of a resident of 410100 with a long-term filing; twenty lines, together
# 30,000.00, quoted twice, settled, looked up, voided, and settled again after the discharge was undone. The first stay of a year
# ends in 17,360.00 of funds; a later one has a lower deductible.
set -euo pipefail
cd "$(dirname "$0")"
PROVIDER=H11010500001 AREA=110000
. ./call.sh
ID=${ID:-419900198503121358}
NOW=$(date '+%F %T')

call 9001 "" '{"signIn":{"opter_no":"c01","mac":"00-00-00-00-00-00","ip":"127.0.0.1"}}'
call 1101 "" "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"$ID\",\"psn_cert_type\":\"01\",\"certno\":\"$ID\",\"psn_name\":\"\"}}"
psn=$(field psn_no); type=$(field insutype); insured=$(field insuplc_admdvs)
echo "1101  psn_no=$psn insutype=$type insuplc_admdvs=$insured"

diagnosis="[{\"diag_type\":\"1\",\"diag_srt_no\":\"1\",\"diag_code\":\"J18.900\",\"diag_name\":\"肺炎\",\"diag_dept\":\"内科\",
  \"dise_dor_no\":\"D110105000001\",\"dise_dor_name\":\"示例医师\",\"diag_time\":\"$NOW\",\"maindiag_flag\":\"1\"}]"
call 2401 "$insured" "{\"mdtrtinfo\":{\"psn_no\":\"$psn\",\"insutype\":\"$type\",\"begntime\":\"$NOW\",\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"$ID\",
  \"med_type\":\"21\",\"ipt_no\":\"ZY$(date +%s)\",\"atddr_no\":\"D110105000001\",\"chfpdr_name\":\"示例医师\",\"adm_diag_dscr\":\"肺炎\",
  \"adm_dept_codg\":\"0300\",\"adm_dept_name\":\"内科\",\"adm_bed\":\"12\",\"dscg_maindiag_code\":\"J18.900\",\"dscg_maindiag_name\":\"肺炎\"},
  \"diseinfo\":$diagnosis}"
mdtrt=$(field mdtrt_id)
visit="\"mdtrt_id\":\"$mdtrt\",\"psn_no\":\"$psn\""
echo "2401  mdtrt_id=$mdtrt"

rows="" sn=0
lines() { # how many lines, item, price, quantity, amount: each
  local i
  for ((i = 0; i < $1; i++)); do
    sn=$((sn + 1))
    rows="$rows${rows:+,}{\"feedetl_sn\":\"$sn\",$visit,\"med_type\":\"21\",\"fee_ocur_time\":\"$NOW\",\"med_list_codg\":\"$2\",
      \"medins_list_codg\":\"$2\",\"det_item_fee_sumamt\":$5,\"cnt\":$4,\"pric\":$3,\"bilg_dept_codg\":\"0300\",\"bilg_dept_name\":\"内科\",
      \"bilg_dr_codg\":\"D110105000001\",\"bilg_dr_name\":\"示例医师\"}"
  done
}
lines 6 991102000020000         20.00 20  400.00   # 检验，自费
lines 3 XZ99ZZA002A001010100002 120.00 30 3600.00  # 乙，10 %
lines 1 XZ99ZZA002A001010100002 120.00 27 3240.00
lines 2 XZ99ZZA004A001010100004 98.00 10  980.00   # 乙，10 %
lines 5 XZ99ZZA001A001010100001 98.00 20  1960.00  # 甲
lines 3 991102000010000         50.00 12  600.00   # 诊查费，甲
call 2301 "$insured" "{\"feedetail\":[$rows]}"
echo "2301  $(grep -o '"feedetl_sn"' <<<"$answer" | wc -l | tr -d ' ') 行"

bill="{\"data\":{$visit,\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"$ID\",\"medfee_sumamt\":30000.00,\"psn_setlway\":\"01\",
  \"insutype\":\"$type\",\"acct_used_flag\":\"0\",\"mid_setl_flag\":\"0\"}}"
leave="{\"dscginfo\":{$visit,\"insutype\":\"$type\",\"endtime\":\"$NOW\",\"dscg_dept_codg\":\"0300\",\"dscg_dept_name\":\"内科\",\"dscg_way\":\"1\"},
  \"diseinfo\":$diagnosis}"
call 2303 "$insured" "$bill"; show 2303 psn_cash_pay
call 2303 "$insured" "$bill"; show 2303 psn_cash_pay
call 2402 "$insured" "$leave"; echo "2402  已出院"
call 2304 "$insured" "$bill"; show 2304 psn_cash_pay
setl=$(field setl_id)
echo "      setl_id=$setl"
call 5203 "$insured" "{\"data\":{$visit,\"setl_id\":\"$setl\"}}"; show 5203 cash_payamt
call 2305 "$insured" "{\"data\":{$visit,\"setl_id\":\"$setl\"}}"; show 2305 psn_cash_pay
call 2405 "$insured" "{\"data\":{$visit}}"; echo "2405  已撤销出院"
call 2402 "$insured" "$leave"; echo "2402  已出院"
call 2304 "$insured" "$bill"; show 2304 psn_cash_pay
echo "      setl_id=$(field setl_id)"
