# One call of the national interface: call NUMBER INSURED_AREA INPUT_JSON  → prints the answer.
# Source this file; ZHIJIE (default http://127.0.0.1:8600) is where `npm start` serves. Needs only curl.
ZHIJIE=${ZHIJIE:-http://127.0.0.1:8600}
PROVIDER=${PROVIDER:-H11010500001}
AREA=${AREA:-110000}
serial=0

call() {
  serial=$((serial + 1))
  local msgid=${MSGID:-$PROVIDER$(date +%Y%m%d%H%M%S)$(printf %04d $serial)}
  curl -sS -X POST "$ZHIJIE/fsi/api/callService" -H 'content-type: application/json' -d @- <<JSON
{"infno":"$1","msgid":"$msgid","mdtrtarea_admvs":"$AREA","insuplc_admdvs":"$2","recer_sys_code":"HIS","dev_no":"","dev_safe_info":"",
 "cainfo":"","signtype":"","infver":"V1.0","opter_type":"1","opter":"c01","opter_name":"窗口一","inf_time":"$(date '+%F %T')",
 "fixmedins_code":"$PROVIDER","fixmedins_name":"示例医院","sign_no":"","input":$3}
JSON
}

# The first value of a field in an answer: field NAME < answer
field() { grep -o "\"$1\":\"\?[^,\"}]*" | head -n 1 | sed "s/\"$1\":\"\?//"; }
