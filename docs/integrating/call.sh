# One call of the national interface: call NUMBER INSURED_AREA INPUT_JSON → the answer in $answer; a refusal is printed and is an
# error. Source this file, and call it outside $(…), where the serial number would be lost. Needs only curl.
ZHIJIE=${ZHIJIE:-http://127.0.0.1:8600} # where `npm start` serves
PROVIDER=${PROVIDER:-H11010500001}
AREA=${AREA:-110000}
serial=$(($$ % 9000)) # two scripts within one second don't share a message id
answer=

call() {
  serial=$((serial + 1))
  local msgid=${MSGID:-$PROVIDER$(date +%Y%m%d%H%M%S)$(printf %04d $serial)}
  answer=$(curl -sS -X POST "$ZHIJIE/fsi/api/callService" -H 'content-type: application/json' -d @- <<JSON
{"infno":"$1","msgid":"$msgid","mdtrtarea_admvs":"$AREA","insuplc_admdvs":"$2","recer_sys_code":"HIS","dev_no":"","dev_safe_info":"",
 "cainfo":"","signtype":"","infver":"V1.0","opter_type":"1","opter":"c01","opter_name":"窗口一","inf_time":"$(date '+%F %T')",
 "fixmedins_code":"$PROVIDER","fixmedins_name":"示例医院","sign_no":"","input":$3}
JSON
  )
  [ "$(field infcode)" = 0 ] || { echo "$1  $(field err_msg)" >&2; return 1; }
}

# The first value of a field in the answer: field NAME
field() { grep -o "\"$1\":\"\{0,1\}[^,\"}]*" <<<"$answer" | head -n 1 | sed "s/\"$1\":\"\{0,1\}//"; }

# One line of amounts: show NUMBER NAME_OF_THE_CASH_FIELD
show() {
  echo "$1  基金 $(field fund_pay_sumamt)  个人账户 $(field acct_pay)  现金 $(field "$2")  总额 $(field medfee_sumamt)"
}
