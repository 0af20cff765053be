#!/usr/bin/env python3
"""东院 HIS：一个文件的小医院系统，只用 Python 标准库。依次办：门诊、冲正、退费、住院、对总账、对明细、月度确认。

设置（环境变量）：ZHIJIE 平台网址；PROVIDER 本院编号；AREA 参保地（不填由 1101 去找）；ID 证件号码。
每一步自己核对金额；第一处不一致就停下，打印平台的话，退出码 1。同一天可以反复运行。
"""
import base64
import http.client
import io
import json
import os
import sys
import time
import zipfile
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import urlsplit

ZHIJIE = os.environ.get('ZHIJIE') or 'http://127.0.0.1:8600'
PROVIDER = os.environ.get('PROVIDER') or 'H11010500003'
AREA = os.environ.get('AREA') or ''
ID = os.environ.get('ID') or '419900198503121358'

# 就医地：直辖市到省，其他到地市
CARE_AREA = PROVIDER[1:3] + '0000' if PROVIDER[1:3] in ('11', '12', '31', '50') else PROVIDER[1:5] + '00'
DOCTOR = 'D' + PROVIDER[1:7] + '000001'
CARD = {'mdtrt_cert_type': '02', 'mdtrt_cert_no': ID}  # 就诊凭证：身份证
BEIJING = timezone(timedelta(hours=8))

# 目录编码、数量、单价
OUTPATIENT_LINES = [('991102000010000', 1, '50.00'), ('XZ99ZZA004A001010100004', 1, '98.00'),
                    ('991102000020000', 1, '20.00')]
REVERSED_LINES = [('XZ99ZZA004A001010100004', 2, '98.00')]
REFUNDED_LINES = [('991102000010000', 1, '50.00'), ('991102000020000', 3, '20.00')]
STAY_LINES = [('XZ99ZZA001A001010100001', 20, '98.00'), ('XZ99ZZA002A001010100002', 10, '120.00'),
              ('991102000020000', 4, '20.00')]

SPLIT = {'fulamt_ownpay_amt': 'fulamt_ownpay_amt', 'overlmt_amt': 'overlmt_selfpay',
         'preselfpay_amt': 'preselfpay_amt', 'inscp_scp_amt': 'inscp_scp_amt'}  # 2204 的字段 → 2207 的字段
CATEGORIES = {'11': '门诊', '21': '住院'}  # 清算类别 clr_type
ROWS_A_PAGE = 100  # 3260 每页、3261 每次最多
BUSY = ('1032', '4041', '4042', '4051', '5005')  # 正在办理、结果未知、繁忙：用原 msgid 再问


class Stop(Exception):
    """第一处不一致。"""


def check(agreed, words):
    if not agreed:
        raise Stop(words)


def money(value):
    return Decimal(str(value)).quantize(Decimal('0.01'))


class Network:
    """一个窗口：签到以后照平台的时钟走，每次调用一个新的 msgid。"""

    def __init__(self):
        self.behind = timedelta(0)  # 平台时钟比本机快多少
        self.sign_no = ''
        self.sent = None  # 最近一次发出的 msgid 和原文

    def now(self):
        return (datetime.now(BEIJING) + self.behind).strftime('%Y-%m-%d %H:%M:%S')

    def today(self):
        return self.now()[:10]

    def envelope(self, number, area, data):
        # 习惯：msgid 里有字母（机构编号 + PY + 十六进制的微秒）
        msgid = f'{PROVIDER}PY{time.time_ns() // 1000:x}'
        # 习惯：编号只写在报文里；空的头字段写 "null" 这个文字
        head = {'infno': number, 'msgid': msgid, 'mdtrtarea_admvs': CARE_AREA,
                'insuplc_admdvs': area, 'recer_sys_code': 'EAST', 'dev_no': 'null', 'dev_safe_info': 'null',
                'cainfo': 'null', 'signtype': 'null', 'infver': 'V1.0', 'opter_type': '1', 'opter': 'py01',
                'opter_name': '东院窗口', 'inf_time': self.now(), 'fixmedins_code': PROVIDER,
                'fixmedins_name': '东院', 'sign_no': self.sign_no, 'input': data}
        return msgid, json.dumps(head, ensure_ascii=False).encode()

    def post(self, body):
        where = urlsplit(ZHIJIE)
        line = http.client.HTTPConnection(where.hostname, where.port or 80, timeout=60)
        line.request('POST', '/fsi/api/callService', body, {'content-type': 'text/plain'})
        return line

    def call(self, number, data, area=''):
        self.sent = self.envelope(number, area, data)
        return self.ask(number)

    def hang_up(self, number, data, area):
        """发出以后线断了：不读答复就挂断。"""
        self.sent = self.envelope(number, area, data)
        self.post(self.sent[1]).close()

    def ask(self, number):
        """发出或再次发出最近的报文，一个字节都不改；正在办理的等一等再问。"""
        for _ in range(20):
            line = self.post(self.sent[1])
            answer = json.loads(line.getresponse().read(), parse_float=Decimal)
            line.close()
            if answer['infcode'] == 0:
                return answer
            if answer['err_msg'][1:5] not in BUSY:  # 拒绝的编号只在 err_msg 开头的【】里
                break
            time.sleep(0.5)
        raise Stop(f"{number}（{self.sent[0]}） {answer['err_msg']}")

    def download(self, file):  # 9102 的答复不是 JSON，就是文件本身
        line = self.post(self.envelope('9102', '', {'fsDownloadIn': {
            'file_qury_no': file['file_qury_no'], 'filename': file['filename']}})[1])
        content = line.getresponse().read()
        line.close()
        check(content[:2] == b'PK', f"9102 没有得到 ZIP：{content[:300].decode(errors='replace')}")
        return content


def amounts(setlinfo):
    """一笔结算的四个金额；5203 的现金字段名不同。先核对它们自己合得上。"""
    cash = 'psn_cash_pay' if 'psn_cash_pay' in setlinfo else 'cash_payamt'
    names = ('medfee_sumamt', 'fund_pay_sumamt', 'acct_pay', cash, 'hosp_part_amt')
    total, fund, account, cash, hospital = (money(setlinfo[name]) for name in names)
    check(total == fund + account + cash + hospital, f'总额 {total} 不等于各方支付之和：{setlinfo}')
    return total, fund, account, cash


def say(title, four, more=''):
    total, fund, account, cash = four
    print(f'{title}  总额 {total}  基金 {fund}  个人账户 {account}  现金 {cash}{more}', flush=True)


def add_up(rows):
    return [sum((row[at] for row in rows), Decimal('0.00')) for at in range(3)]


class Hospital:
    def __init__(self, network):
        self.network = network
        self.book = []  # 本次运行的每一笔：结算、退费
        self.undone = []  # 冲正掉的结算ID

    def call(self, number, data):
        return self.network.call(number, data, self.area)['output']

    def start(self):
        hello = {'signIn': {'opter_no': 'py01', 'mac': '02-00-00-00-00-01', 'ip': '10.1.1.1'}}
        signed = self.network.call('9001', hello)['output']['signinoutb']
        self.network.sign_no = signed['sign_no']
        clock = datetime.strptime(signed['sign_time'], '%Y-%m-%d %H:%M:%S').replace(tzinfo=BEIJING)
        self.network.behind = clock - datetime.now(BEIJING)
        self.day = self.network.today()
        # 习惯：证件类型写 "1"，没有的姓名写 "null"
        found = self.network.call('1101', {'data': {
            **CARD, 'psn_cert_type': '1', 'certno': ID, 'psn_name': 'null'}}, AREA)['output']
        self.person = found['baseinfo']['psn_no']
        self.type = found['insuinfo'][0]['insutype']
        self.agency = found['insuinfo'][0]['insuplc_admdvs']
        # 习惯：本地参保人的参保地留空
        self.area = '' if self.agency == CARE_AREA else self.agency
        # 开工以前平台当天已有的行：空着报一次明细，答复的都是别处记的
        self.opening = {category: self.statement(category) for category in CATEGORIES}

    @staticmethod
    def number(prefix):
        return f'{prefix}{time.time_ns():x}'

    def diagnosis(self, flag):
        # 习惯：只有一个诊断时 diseinfo 是单个对象，不是数组
        return {'diag_type': '1', 'diag_srt_no': '1', 'diag_code': 'J18.900', 'diag_name': '肺炎',
                'diag_dept': '内科', 'dise_dor_no': DOCTOR, 'dise_dor_name': '东院医师',
                'diag_time': self.network.now(), flag: '1'}

    def line(self, visit, serial, line):
        item, quantity, price = line
        # 习惯：数字一律写成文字
        return {'feedetl_sn': str(serial), 'mdtrt_id': visit, 'psn_no': self.person,
                'fee_ocur_time': self.network.now(), 'med_list_codg': item, 'medins_list_codg': item,
                'det_item_fee_sumamt': str(money(price) * quantity), 'cnt': str(quantity), 'pric': price,
                'bilg_dept_codg': '0300', 'bilg_dept_name': '内科', 'bilg_dr_codg': DOCTOR,
                'bilg_dr_name': '东院医师'}

    def visit(self, lines):
        """挂号、就诊、逐行上传；返回可以结算的一次就诊。"""
        visit_number = self.number('MZ')
        visit = self.call('2201', {'data': {
            **CARD, 'psn_no': self.person, 'insutype': self.type, 'begntime': self.network.now(),
            'ipt_otp_no': visit_number, 'atddr_no': 'null', 'dept_code': '0300', 'dept_name': '内科',
            'caty': 'A03'}})['data']['mdtrt_id']
        # 习惯：没有 dise_codg
        self.call('2203', {'mdtrtinfo': {'mdtrt_id': visit, 'psn_no': self.person, 'med_type': '11',
                                         'begntime': self.network.now()},
                           'diseinfo': self.diagnosis('vali_flag')})
        batch, total = self.number('B'), Decimal('0.00')
        split = dict.fromkeys(SPLIT.values(), Decimal('0.00'))
        for serial, line in enumerate(lines, 1):
            # 习惯：一行一次，feedetail 是单个对象
            sent = {**self.line(visit, serial, line), 'chrg_bchno': batch, 'rx_circ_flag': '0',
                    'hosp_appr_flag': '0', 'rxno': 'null'}
            result = self.call('2204', {'feedetail': sent})['result'][0]
            check(money(result['det_item_fee_sumamt']) == money(sent['det_item_fee_sumamt']),
                  f'2204 答复的金额与报送的不同：{result}')
            total += money(sent['det_item_fee_sumamt'])
            for theirs, ours in SPLIT.items():
                split[ours] += money(result[theirs])
        return {'mdtrt_id': visit, 'number': visit_number, 'batch': batch, 'total': total, 'split': split}

    def of(self, visit, **more):
        return {'mdtrt_id': visit['mdtrt_id'], 'psn_no': self.person, **more}

    def bill(self, visit):
        # 习惯：2204 的分割金额合计抄回结算报文
        return {'data': self.of(visit, **CARD, med_type='11', medfee_sumamt=str(visit['total']),
                                psn_setlway='01', chrg_bchno=visit['batch'], acct_used_flag='0',
                                insutype=self.type, invono='null',
                                **{name: str(value) for name, value in visit['split'].items()})}

    def enter(self, setlinfo, refund='0'):
        four = amounts(setlinfo)
        self.book.append({'setl_id': setlinfo['setl_id'], 'mdtrt_id': setlinfo['mdtrt_id'], 'four': four,
                          'clr_type': setlinfo['clr_type'], 'refund': refund})
        return four

    def look(self, setlinfo):
        seen = self.call('5203', {'data': self.of(setlinfo, setl_id=setlinfo['setl_id'])})['setlinfo']
        check(amounts(seen) == amounts(setlinfo), f'5203 与结算答复不同：{seen}')
        return seen

    def forget(self, visit):
        self.call('2205', {'data': self.of(visit, chrg_bchno='0000')})  # 0000：全部未结的
        self.call('2202', {'data': self.of(visit, ipt_otp_no=visit['number'])})

    def outpatient(self):
        visit = self.visit(OUTPATIENT_LINES)
        quote = amounts(self.call('2206', self.bill(visit))['setlinfo'])
        settled = self.call('2207', self.bill(visit))['setlinfo']
        four = self.enter(settled)
        check(four == quote, f'结算 {four} 与预结算 {quote} 不同')
        check(four[0] == visit['total'], f"平台总额 {four[0]}，本院 {visit['total']}")
        self.look(settled)
        say('门诊', four)

    def reversal(self):
        visit = self.visit(REVERSED_LINES)
        self.network.hang_up('2207', self.bill(visit), self.area)
        lost = self.network.sent[0]
        settled = self.network.ask('2207')['output']['setlinfo']  # 原样、原 msgid 再发一次
        four = amounts(settled)
        check(four[0] == visit['total'], f"平台总额 {four[0]}，本院 {visit['total']}")
        for _ in range(2):  # 第二次没有更多影响
            self.call('2601', {'data': {'psn_no': self.person, 'omsgid': lost, 'oinfno': '2207'}})
        check(self.look(settled)['refd_setl_flag'] == '1', f"冲正以后 {settled['setl_id']} 仍然有效")
        self.undone.append(settled)
        self.forget(visit)
        say('冲正', four, '  已冲回')

    def refund(self):
        visit = self.visit(REFUNDED_LINES)
        settled = self.call('2207', self.bill(visit))['setlinfo']
        paid = self.enter(settled)
        back = self.call('2208', {'data': self.of(visit, setl_id=settled['setl_id'])})['setlinfo']
        four = self.enter(back, '1')
        check(four == tuple(-value for value in paid), f'退费 {four} 不是结算 {paid} 的负数')
        self.forget(visit)
        say('退费', four)

    def inpatient(self):
        visit = self.call('2401', {'mdtrtinfo': {
            **CARD, 'psn_no': self.person, 'insutype': self.type, 'begntime': self.network.now(),
            'med_type': '21', 'ipt_no': self.number('ZY'), 'atddr_no': DOCTOR, 'chfpdr_name': '东院医师',
            'adm_diag_dscr': '肺炎', 'adm_dept_codg': '0300', 'adm_dept_name': '内科', 'adm_bed': '8',
            'dscg_maindiag_code': 'J18.900', 'dscg_maindiag_name': '肺炎'},
            'diseinfo': self.diagnosis('maindiag_flag')})['result']
        total = Decimal('0.00')
        for serial, line in enumerate(STAY_LINES, 1):
            sent = {**self.line(visit['mdtrt_id'], serial, line), 'med_type': '21'}
            self.call('2301', {'feedetail': sent})
            total += money(sent['det_item_fee_sumamt'])
        bill = {'data': self.of(visit, **CARD, medfee_sumamt=str(total), psn_setlway='01', insutype=self.type,
                                acct_used_flag='0', mid_setl_flag='0', invono='null')}
        quote = amounts(self.call('2303', bill)['setlinfo'])
        self.call('2402', {'dscginfo': self.of(visit, insutype=self.type, endtime=self.network.now(),
                                               dscg_dept_codg='0300', dscg_dept_name='内科', dscg_way='1'),
                           'diseinfo': self.diagnosis('maindiag_flag')})
        settled = self.call('2304', bill)['setlinfo']
        four = self.enter(settled)
        check(four == quote, f'结算 {four} 与预结算 {quote} 不同')
        check(four[0] == total, f'平台总额 {four[0]}，本院 {total}')
        self.look(settled)
        say('住院', four)

    def statement(self, category):
        """3202：上传本院这一类的行，取回平台逐笔的结论，每行拆成各列。"""
        mine = [row for row in self.book if row['clr_type'] == category]
        text = ''.join('\t'.join([row['setl_id'], row['mdtrt_id'], self.person, *map(str, row['four'][:3]),
                                  row['refund']]) + '\n' for row in mine)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('rows.txt', text)
        uploaded = self.call('9101', {'fsUploadIn': {'in': base64.b64encode(packed.getvalue()).decode(),
                                                     'filename': 'rows.zip', 'fixmedins_code': PROVIDER}})
        total, fund, account = add_up([row['four'] for row in mine])
        file = self.call('3202', {'data': {
            'setl_optins': self.agency, 'file_qury_no': uploaded['file_qury_no'], 'stmt_begndate': self.day,
            'stmt_enddate': self.network.today(), 'medfee_sumamt': str(total), 'fund_pay_sumamt': str(fund),
            'cash_payamt': str(total - fund - account), 'fixmedins_setl_cnt': str(len(mine)),
            'clr_type': category}})['fileinfo']
        with zipfile.ZipFile(io.BytesIO(self.network.download(file))) as archive:
            lines = archive.read(archive.namelist()[0]).decode().splitlines()
        names = ('psn_no', 'mdtrt_id', 'setl_id', 'msgid', 'result')  # 其后退费标志、说明、三个金额
        return [{**dict(zip(names, columns)), 'amounts': tuple(map(money, columns[7:10]))}
                for columns in (line.split('\t') for line in lines)]

    def insurance_type(self, person):
        """总账分险种；各人的险种从当年的就诊里看。"""
        visits = self.call('5201', {'data': {'psn_no': person, 'begntime': self.day[:4] + '-01-01 00:00:00',
                                             'endtime': self.network.today() + ' 23:59:59'}})['mdtrtinfo']
        return visits[0]['insutype']

    def totals(self):
        for category, title in CATEGORIES.items():
            persons = {row['psn_no'] for row in self.opening[category]}
            same = {person for person in persons if self.insurance_type(person) == self.type}
            rows = [row['amounts'] for row in self.opening[category] if row['psn_no'] in same]
            rows += [row['four'] for row in self.book if row['clr_type'] == category]
            total, fund, account = add_up(rows)
            result = self.call('3201', {'data': {
                'insutype': self.type, 'clr_type': category, 'setl_optins': self.agency,
                'stmt_begndate': self.day, 'stmt_enddate': self.network.today(), 'medfee_sumamt': str(total),
                'fund_pay_sumamt': str(fund), 'acct_pay': str(account),
                'fixmedins_setl_cnt': str(len(rows))}})['stmtinfo']
            check(result['stmt_rslt'] == '0', f"3201 {title} {result['stmt_rslt_dscr']}")
            say(f'对总账 {title}', (total, fund, account, total - fund - account), f'  平，{len(rows)} 笔')

    def rows(self):
        for category in CATEGORIES:
            mine = {row['setl_id']: row['four'][:3] for row in self.book if row['clr_type'] == category}
            before = {row['msgid']: row['amounts'] for row in self.opening[category]}
            for row in self.statement(category):
                if row['setl_id'] in mine:
                    agreed = row['result'] == '0' and row['amounts'] == mine.pop(row['setl_id'])
                else:
                    agreed = row['amounts'] == before.pop(row['msgid'], None)
                check(agreed, f'3202 {row}')
            check(not mine and not before, f'3202 没有答复这些行：{mine} {before}')
        total, fund, account = add_up([row['four'] for row in self.book])
        say('对明细', (total, fund, account, total - fund - account), f'  {len(self.book)} 笔都平')

    def month(self):
        when = {'trt_year': self.day[:4], 'trt_month': self.day[5:7]}
        listed = []
        while page := self.call('3260', {'data': {**when, 'startrow': str(len(listed) + 1)}})['data']:
            listed += page
        self.compare(listed)
        names = ('certno', 'mdtrt_id', 'mdtrt_setl_time', 'setl_sn', 'medfee_sumamt', 'optins_pay_sumamt')
        # 习惯：数字写成文字，照抄平台给的位数
        rows = [{**{name: str(row[name]) for name in names}, 'cnfm_flag': '1'} for row in listed]
        for reference in list(self.confirm(when, rows)):
            self.call('3262', {'data': {**when, 'otransid': reference}})
        list(self.confirm(when, rows))
        print(f'月度确认  {self.day[:7]}  {len(rows)} 行，确认、回退、再确认', flush=True)

    def compare(self, listed):
        """跨省的：本院每一笔都在，冲正的两行相抵。本地的：一笔都不在。"""
        theirs = {row['setl_sn']: row for row in listed}
        for row in self.book:
            if self.area == '':
                check(row['setl_id'] not in theirs, f"3260 有本地的结算 {row['setl_id']}")
                continue
            seen = theirs.get(row['setl_id'])
            check(seen is not None, f"3260 没有结算 {row['setl_id']}")
            total, fund, account, _ = row['four']
            check((money(seen['medfee_sumamt']), money(seen['optins_pay_sumamt'])) == (total, fund + account),
                  f'3260 与本院的账不同：{seen}')
        for settled in self.undone:
            pair = [money(row['medfee_sumamt']) for row in listed if row['mdtrt_id'] == settled['mdtrt_id']]
            check(sum(pair) == 0, f"冲正的就诊 {settled['mdtrt_id']} 在 3260 里不相抵：{pair}")

    def confirm(self, when, rows):
        """3261，每次最多 100 行；返回每次答复的 inf_refmsgid，回退时用。"""
        for at in range(0, len(rows), ROWS_A_PAGE):
            part = rows[at:at + ROWS_A_PAGE]
            yield self.network.call('3261', {'data': {**when, 'totalrow': str(len(part))}, 'detail': part},
                                    self.area)['inf_refmsgid']


def main():
    hospital = Hospital(Network())
    try:
        for flow in (hospital.start, hospital.outpatient, hospital.reversal, hospital.refund,
                     hospital.inpatient, hospital.totals, hospital.rows, hospital.month):
            flow()
    except (Stop, OSError) as problem:
        sys.exit(f'停下：{problem}')


main()
