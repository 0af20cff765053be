#!/usr/bin/env python3
"""A small hospital system for the national interface: Python's standard library and nothing else.

It was written from docs/integrating alone, with habits that real systems have: numbers as strings, the word "null" for what
is empty, one row as a plain object, "1" for the identity card, letters in the message id, split amounts copied back.

    python3 his.py                     # against http://127.0.0.1:8600
    ZHIJIE=http://host:port PROVIDER=H11010500002 AREA=110000 ID=419900198503121358 python3 his.py
"""
import base64
import io
import json
import os
import random
import string
import sys
import urllib.request
import zipfile
from datetime import datetime, timedelta, timezone
from decimal import Decimal

URL = os.environ.get("ZHIJIE", "http://127.0.0.1:8600") + "/fsi/api/rsfComIfsService/callService"
PROVIDER = os.environ.get("PROVIDER", "H11010500002")
AREA = os.environ.get("AREA", "110000")
CARD = os.environ.get("ID", "419900198503121358")
CHINA = timezone(timedelta(hours=8))
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def now(form="%Y-%m-%d %H:%M:%S"):
    return datetime.now(CHINA).strftime(form)


class Refused(Exception):
    """The platform said no; the text begins with the number of the error."""


class Hospital:
    def __init__(self):
        self.sign_no = "null"
        self.insured = ""
        self.book = []

    def message_id(self):
        letters = "".join(random.choice(string.ascii_letters) for _ in range(4))
        return PROVIDER + now("%Y%m%d%H%M%S") + letters

    def post(self, number, data, msgid):
        envelope = {
            "infno": number, "msgid": msgid, "mdtrtarea_admvs": AREA, "insuplc_admdvs": self.insured, "recer_sys_code": "HIS",
            "dev_no": "null", "dev_safe_info": "null", "cainfo": "", "signtype": "", "infver": "V1.0", "opter_type": "1",
            "opter": "c01", "opter_name": "窗口一", "inf_time": now(), "fixmedins_code": PROVIDER,
            "fixmedins_name": "示例医院", "sign_no": self.sign_no, "input": data,
        }
        body = json.dumps(envelope, ensure_ascii=False).encode()
        request = urllib.request.Request(URL, body, {"Content-Type": "text/plain; charset=utf-8"})
        with OPENER.open(request, timeout=60) as answer:
            return answer.headers.get("Content-Type", ""), answer.read()

    def call(self, number, data, msgid=None):
        """One call; returns (output, reference). Amounts come as Decimal."""
        kind, body = self.post(number, data, msgid or self.message_id())
        if kind.startswith("application/octet-stream"):
            return body, ""
        answer = json.loads(body, parse_float=Decimal)
        if answer["infcode"] != 0:
            raise Refused(f"{number} {answer['err_msg']}")
        return answer["output"], answer["inf_refmsgid"]

    def write(self, settled, psn, refund=False):
        """What the hospital's own book keeps of a settlement."""
        self.book.append((settled, psn, refund))


def check(condition, text):
    if not condition:
        sys.exit(f"不符：{text}")


def parts(setl):
    return tuple(Decimal(setl[name]) for name in ("medfee_sumamt", "fund_pay_sumamt", "acct_pay"))


def show(name, setl, cash="psn_cash_pay"):
    total, fund, account = parts(setl)
    paid = Decimal(setl[cash])
    check(total == fund + account + paid + Decimal(setl["hosp_part_amt"]), f"{name} 各方之和不等于总额")
    print(f"{name}  总额 {total:.2f}  基金 {fund:.2f}  个人账户 {account:.2f}  现金 {paid:.2f}")


def identify(his):
    output, _ = his.call("1101", {"data": {
        "mdtrt_cert_type": "2", "mdtrt_cert_no": CARD, "card_sn": "null", "begntime": "null",
        "psn_cert_type": "1", "certno": CARD, "psn_name": "",
    }})
    cover = output["insuinfo"][0]
    his.insured = cover["insuplc_admdvs"]
    return output["baseinfo"]["psn_no"], cover["insutype"]


DIAGNOSIS = {"diag_type": "1", "diag_srt_no": "1", "diag_code": "J18.900", "diag_name": "肺炎", "diag_dept": "内科",
             "dise_dor_no": "D110105000001", "dise_dor_name": "示例医师"}


def line(serial, visit, item, price, count, **more):
    return {"feedetl_sn": str(serial), **visit, "fee_ocur_time": now(), "med_list_codg": item, "medins_list_codg": item,
            "det_item_fee_sumamt": f"{Decimal(price) * count:.2f}", "cnt": str(count), "pric": price,
            "bilg_dept_codg": "0300", "bilg_dept_name": "内科", "bilg_dr_codg": "D110105000001",
            "bilg_dr_name": "示例医师", "memo": "null", **more}


def outpatient(his, psn, insutype):
    """Register, diagnosis, lines one by one, quote; returns the visit and the bill to settle."""
    card = {"mdtrt_cert_type": "2", "mdtrt_cert_no": CARD}
    output, _ = his.call("2201", {"data": {"psn_no": psn, "insutype": insutype, "begntime": now(), **card,
                                           "ipt_otp_no": "MZ" + his.message_id()[-18:], "dept_code": "0300",
                                           "dept_name": "内科", "caty": "A03", "atddr_no": "null"}})
    visit = {"mdtrt_id": output["data"]["mdtrt_id"], "psn_no": psn}
    his.call("2203", {"mdtrtinfo": {**visit, "med_type": 11, "begntime": now(), "main_cond_dscr": "null"},
                      "diseinfo": {**DIAGNOSIS, "diag_time": now(), "vali_flag": "1"}})
    goods = [("991102000010000", "50.00", 1), ("XZ99ZZA004A001010100004", "98.00", 1), ("991102000020000", "20.00", 1)]
    split = dict.fromkeys(("fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt"), Decimal(0))
    for serial, (item, price, count) in enumerate(goods, 1):
        row = line(serial, visit, item, price, count, chrg_bchno="B1", rx_circ_flag="0", hosp_appr_flag="0")
        row["med_type"] = "11"
        row.update({name: str(amount) for name, amount in split.items()})  # left over from the line before
        output, _ = his.call("2204", {"feedetail": row})
        for name in split:
            split[name] += Decimal(output["result"][0][name])
    bill = {"data": {**visit, **card, "med_type": "11", "medfee_sumamt": "168.00", "psn_setlway": "1", "chrg_bchno": "B1",
                     "acct_used_flag": "0", "insutype": insutype, "fulamt_ownpay_amt": str(split["fulamt_ownpay_amt"]),
                     "overlmt_selfpay": str(split["overlmt_amt"]), "preselfpay_amt": str(split["preselfpay_amt"]),
                     "inscp_scp_amt": str(split["inscp_scp_amt"])}}
    quoted, _ = his.call("2206", bill)
    return visit, bill, parts(quoted["setlinfo"])


def inpatient(his, psn, insutype):
    output, _ = his.call("2401", {"mdtrtinfo": {
        "psn_no": psn, "insutype": insutype, "begntime": now(), "mdtrt_cert_type": "2", "mdtrt_cert_no": CARD,
        "med_type": "21", "ipt_no": "ZY" + his.message_id()[-18:], "atddr_no": "D110105000001", "chfpdr_name": "示例医师",
        "adm_diag_dscr": "肺炎", "adm_dept_codg": "0300", "adm_dept_name": "内科", "adm_bed": "12",
        "dscg_maindiag_code": "J18.900", "dscg_maindiag_name": "肺炎", "dise_codg": "null", "matn_type": "",
    }, "diseinfo": {**DIAGNOSIS, "diag_time": now(), "maindiag_flag": "1"}})
    visit = {"mdtrt_id": output["result"]["mdtrt_id"], "psn_no": psn}
    his.call("2301", {"feedetail": [line(1, visit, "XZ99ZZA001A001010100001", "98.00", 40, med_type="21"),
                                    line(2, visit, "991109000010000", "60.00", 5, med_type="21")]})
    his.call("2301", {"feedetail": line(3, visit, "991102000010000", "50.00", 5, med_type="21")})
    bill = {"data": {**visit, "mdtrt_cert_type": "2", "mdtrt_cert_no": CARD, "medfee_sumamt": "4470.00", "psn_setlway": "1",
                     "insutype": insutype, "acct_used_flag": "0", "mid_setl_flag": 0}}
    quoted, _ = his.call("2303", bill)
    his.call("2402", {"dscginfo": {**visit, "insutype": insutype, "endtime": now(), "dscg_dept_codg": "0300",
                                   "dscg_dept_name": "内科", "dscg_way": "1"},
                      "diseinfo": [{**DIAGNOSIS, "diag_time": now(), "maindiag_flag": "1"}]})
    output, _ = his.call("2304", bill)
    setl = output["setlinfo"]
    check(parts(setl) == parts(quoted["setlinfo"]), "住院结算与预结算不同")
    return visit, setl


def reconcile(his, day):
    """3201 for each kind, then the own book as a file: 9101, 3202, 9102."""
    agreed = []
    for kind, name in (("11", "门诊"), ("21", "住院")):
        rows = [setl for setl, _, _ in his.book if str(setl["clr_type"]) == kind]
        sums = [sum((parts(setl)[index] for setl in rows), Decimal(0)) for index in range(3)]
        output, _ = his.call("3201", {"data": {
            "insutype": "390", "clr_type": kind, "setl_optins": AREA, "stmt_begndate": day, "stmt_enddate": day,
            "medfee_sumamt": str(sums[0]), "fund_pay_sumamt": str(sums[1]), "acct_pay": str(sums[2]),
            "fixmedins_setl_cnt": str(len(rows)), "refd_setl_flag": "null"}})
        agreed.append((name, output["stmtinfo"]["stmt_rslt"] == "0", output["stmtinfo"]["stmt_rslt_dscr"]))
    text = "".join("\t".join([setl["setl_id"], setl["mdtrt_id"], psn, *(f"{amount:.2f}" for amount in parts(setl)),
                              "1" if refund else "0"]) + "\n" for setl, psn, refund in his.book)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("3202.txt", text)
    output, _ = his.call("9101", {"fsUploadIn": {"in": base64.b64encode(packed.getvalue()).decode(),
                                                 "filename": "3202.zip", "fixmedins_code": PROVIDER}})
    sums = [sum((parts(setl)[index] for setl, _, _ in his.book), Decimal(0)) for index in range(2)]
    output, _ = his.call("3202", {"data": {
        "setl_optins": AREA, "file_qury_no": output["file_qury_no"], "stmt_begndate": day, "stmt_enddate": day,
        "medfee_sumamt": str(sums[0]), "fund_pay_sumamt": str(sums[1]), "cash_payamt": "0",
        "fixmedins_setl_cnt": str(len(his.book))}})
    named = output["fileinfo"]
    archive, _ = his.call("9102", {"fsDownloadIn": {"file_qury_no": named["file_qury_no"], "filename": named["filename"],
                                                    "fixmedins_code": PROVIDER}})
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        rows = [row.split("\t") for row in opened.read(opened.namelist()[0]).decode().splitlines()]
    own = {setl["setl_id"] for setl, _, _ in his.book}
    for row in rows:
        check(row[4] == "0" or row[2] not in own, "本院的一行对不上：" + row[6])
    for name, equal, said in agreed:
        print(f"对总账 {name}  {'平' if equal else said}")
    print(f"对明细  本院 {len(his.book)} 行一致，另有 {len(rows) - len(his.book)} 行只在医保")


def confirm_month(his):
    """3260 page by page, 3261 as extracted, taken back once by 3262, and confirmed again."""
    period = {"trt_year": now("%Y"), "trt_month": now("%m")}
    rows, _ = his.call("3260", {"data": {**period, "startrow": "1"}})
    rows = rows["data"]
    check(rows, "当月没有异地明细")
    names = ("certno", "mdtrt_id", "mdtrt_setl_time", "setl_sn", "medfee_sumamt", "optins_pay_sumamt")
    detail = [{**{name: str(row[name]) for name in names}, "cnfm_flag": "1"} for row in rows]
    stated = {"data": {**period, "totalrow": str(len(rows))}, "detail": detail if len(detail) > 1 else detail[0]}
    _, reference = his.call("3261", stated)
    his.call("3262", {"data": {**period, "otransid": reference}})
    his.call("3261", stated)
    print(f"月度确认  {len(rows)} 行，回退一次后再确认")


def main():
    his = Hospital()
    signed, _ = his.call("9001", {"signIn": {"opter_no": "c01", "mac": "null", "ip": "null"}})
    his.sign_no = signed["signinoutb"]["sign_no"]
    psn, insutype = identify(his)

    visit, bill, quoted = outpatient(his, psn, insutype)
    output, _ = his.call("2207", bill)
    setl = output["setlinfo"]
    check(parts(setl) == quoted, "门诊结算与预结算不同")
    show("门诊", setl)
    his.write(setl, psn)

    # The answer gets lost: send the same bytes' worth again, then decide against it and reverse it by its message id.
    second, bill, _ = outpatient(his, psn, insutype)
    lost = his.message_id()
    his.post("2207", bill, lost)
    output, _ = his.call("2207", bill, lost)
    undo = {"data": {"psn_no": psn, "omsgid": lost, "oinfno": "2207"}}
    his.call("2601", undo)
    his.call("2601", undo)
    print(f"冲正  {output['setlinfo']['setl_id'][:1]}… 重发同一结算，按原报文冲正两次只有一次效果")
    his.call("2205", {"data": {**second, "chrg_bchno": "0000"}})

    # A refund: the void is a negative record of its own.
    third, bill, _ = outpatient(his, psn, insutype)
    output, _ = his.call("2207", bill)
    his.write(output["setlinfo"], psn)
    key = {"setl_id": output["setlinfo"]["setl_id"], **third}
    void, _ = his.call("2208", {"data": key})
    check(parts(void["setlinfo"]) == tuple(-amount for amount in parts(output["setlinfo"])), "退费不是原额的负数")
    show("退费", void["setlinfo"])
    his.write({**void["setlinfo"], "clr_type": "11"}, psn, refund=True)

    _, setl = inpatient(his, psn, insutype)
    show("住院", setl)
    his.write(setl, psn)

    reconcile(his, setl["setl_time"][:10])
    confirm_month(his)


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(str(refused))
