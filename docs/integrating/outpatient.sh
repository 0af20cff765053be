#!/usr/bin/env bash
# Journey 1 as a hospital developer types it: one outpatient visit of a person of 990100, in its own level-3 hospital.
# Ends in pooled 82.92 + account 45.60 + cash 39.48 = 168.00 (the first time; the account is empty afterwards).
set -euo pipefail
cd "$(dirname "$0")"
PROVIDER=H99010100001 AREA=990100
. ./call.sh
ID=${ID:-999900198503121211}
NOW=$(date '+%F %T')

call 9001 "" '{"signIn":{"opter_no":"c01","mac":"00-00-00-00-00-00","ip":"127.0.0.1"}}'
call 1101 "" "{\"data\":{\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"$ID\",\"psn_cert_type\":\"01\",\"certno\":\"$ID\",\"psn_name\":\"\"}}"
psn=$(field psn_no); type=$(field insutype); insured=$(field insuplc_admdvs)
echo "1101  psn_no=$psn insutype=$type insuplc_admdvs=$insured"

call 2201 "$insured" "{\"data\":{\"psn_no\":\"$psn\",\"insutype\":\"$type\",\"begntime\":\"$NOW\",\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"$ID\",
  \"ipt_otp_no\":\"MZ$(date +%s)\",\"dept_code\":\"0300\",\"dept_name\":\"内科\",\"caty\":\"A03\"}}"
mdtrt=$(field mdtrt_id)
echo "2201  mdtrt_id=$mdtrt"

call 2203 "$insured" "{\"mdtrtinfo\":{\"mdtrt_id\":\"$mdtrt\",\"psn_no\":\"$psn\",\"med_type\":\"11\",\"begntime\":\"$NOW\"},
  \"diseinfo\":[{\"diag_type\":\"1\",\"diag_srt_no\":\"1\",\"diag_code\":\"J18.900\",\"diag_name\":\"肺炎\",\"diag_dept\":\"内科\",
  \"dise_dor_no\":\"D990101000001\",\"dise_dor_name\":\"示例医师\",\"diag_time\":\"$NOW\",\"vali_flag\":\"1\"}]}"

line() { # serial, item, price
  echo "{\"feedetl_sn\":\"$1\",\"mdtrt_id\":\"$mdtrt\",\"psn_no\":\"$psn\",\"chrg_bchno\":\"B1\",\"rx_circ_flag\":\"0\",\"fee_ocur_time\":\"$NOW\",
  \"med_list_codg\":\"$2\",\"medins_list_codg\":\"$2\",\"det_item_fee_sumamt\":$3,\"cnt\":1,\"pric\":$3,\"bilg_dept_codg\":\"0300\",
  \"bilg_dept_name\":\"内科\",\"bilg_dr_codg\":\"D990101000001\",\"bilg_dr_name\":\"示例医师\",\"hosp_appr_flag\":\"0\"}"
}
call 2204 "$insured" "{\"feedetail\":[$(line 1 991102000010000 50.00),$(line 2 XZ99ZZA004A001010100004 98.00),$(line 3 991102000020000 20.00)]}"

bill="{\"data\":{\"psn_no\":\"$psn\",\"mdtrt_cert_type\":\"02\",\"mdtrt_cert_no\":\"$ID\",\"med_type\":\"11\",\"medfee_sumamt\":168.00,
  \"psn_setlway\":\"01\",\"mdtrt_id\":\"$mdtrt\",\"chrg_bchno\":\"B1\",\"acct_used_flag\":\"1\",\"insutype\":\"$type\"}}"
call 2206 "$insured" "$bill"; show 2206 psn_cash_pay
call 2207 "$insured" "$bill"; show 2207 psn_cash_pay
echo "      setl_id=$(field setl_id)"
