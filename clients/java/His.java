import java.io.*;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;
import java.util.regex.*;
import java.util.stream.*;
import java.util.zip.*;

/**
 * 西院 HIS：`java His.java`（Java 17，系统编码须是 UTF-8）依次办门诊、冲正、退费、住院、对总账、对明细、月度确认。
 * 设置（环境变量）：ZHIJIE 平台网址；PROVIDER 本院编号；AREA 参保地（不填由 1101 去找）；ID 证件号码。
 * 每一步自己核对金额；第一处不一致就停下，打印平台的话，退出码 1。同一天可以反复运行。
 */
public class His {
    static final Map<String, String> SETTINGS = System.getenv();
    static final String ZHIJIE = SETTINGS.getOrDefault("ZHIJIE", "http://127.0.0.1:8600");
    static final String PROVIDER = SETTINGS.getOrDefault("PROVIDER", "H11010500003");
    static final String ID = SETTINGS.getOrDefault("ID", "419900198503121358");
    static final String CARE_AREA = Set.of("11", "12", "31", "50").contains(PROVIDER.substring(1, 3)) // 直辖市到省
        ? PROVIDER.substring(1, 3) + "0000" : PROVIDER.substring(1, 5) + "00";
    static final String DOCTOR = "D" + PROVIDER.substring(1, 7) + "000001";
    static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    static final Map<String, String> CATEGORIES = new TreeMap<>(Map.of("11", "门诊", "21", "住院")); // clr_type
    static final Set<String> BUSY = Set.of("1032", "4041", "4042", "4051", "5005"); // 用原 msgid 再问

    /** 报文的一个节点：键、值、键、值…… */
    static class Node extends LinkedHashMap<String, Object> {
        Node(Object... pairs) { with(pairs); }
        Node with(Object... pairs) {
            for (int i = 0; i < pairs.length; i += 2) put((String) pairs[i], pairs[i + 1]);
            return this;
        }
    }
    record Item(String code, int quantity, BigDecimal price) {}
    record Four(BigDecimal total, BigDecimal fund, BigDecimal account, BigDecimal cash) {
        static final Four ZERO = new Four(money(0), money(0), money(0), money(0));
        Four plus(Four x) {
            return new Four(total.add(x.total), fund.add(x.fund), account.add(x.account), cash.add(x.cash));
        }
    }
    record Entry(String settlement, String visit, String category, boolean isRefund, Four four) {}
    record Found(String person, String settlement, String messageId, String result, Four four) {}

    static final Item CONSULTATION = new Item("991102000010000", 1, money("50.00"));
    static final Item TREATMENT = new Item("XZ99ZZA004A001010100004", 1, money("98.00"));
    static final Item BED = new Item("XZ99ZZA001A001010100001", 30, money("98.00"));
    static final Item TEST = new Item("991102000020000", 1, money("20.00"));

    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final List<Entry> book = new ArrayList<>(); // 本次运行的每一笔：结算、退费
    final Map<String, List<Found>> opening = new HashMap<>(); // 清算类别 → 开工以前平台已有的行
    Duration ahead = Duration.ZERO; // 平台时钟比本机快多少
    String signNumber, day, person, insurance, agency, area, messageId, reversedVisit;

    public static void main(String[] arguments) throws Exception {
        try {
            His his = new His();
            his.start();
            his.settle("门诊", "2206", "2207", his.visit(CONSULTATION, TREATMENT, TEST));
            his.reversal(); his.refund(); his.inpatient(); his.totals(); his.rows(); his.month();
        } catch (IllegalStateException | IOException problem) {
            new PrintStream(System.err, true, StandardCharsets.UTF_8).println("停下：" + problem.getMessage());
            System.exit(1);
        }
    }

    static void check(boolean agreed, String words) { if (!agreed) throw new IllegalStateException(words); }
    static BigDecimal money(Object value) { return new BigDecimal(String.valueOf(value)).setScale(2); }
    static String fresh() { return UUID.randomUUID().toString().replace("-", "").substring(2); }
    static Four sum(Stream<Four> rows) { return rows.reduce(Four.ZERO, Four::plus); }
    String now() { return LocalDateTime.now().plus(ahead).format(SECONDS); }
    String today() { return now().substring(0, 10); }

    static BigDecimal add(List<Node> rows, String field) {
        return rows.stream().map(row -> money(row.get(field))).reduce(money(0), BigDecimal::add);
    }

    static void say(String title, Four four, String more) {
        OUT.printf("%s  总额 %s  基金 %s  个人账户 %s  现金 %s%s%n", title, four.total, four.fund, four.account,
            four.cash, more);
    }

    @SuppressWarnings("unchecked") // 答复里的一处：名字进对象，数字进数组
    static <T> T at(Object value, Object... path) {
        for (Object step : path) {
            value = value instanceof List<?> list ? list.get((int) step) : ((Node) value).get(step);
        }
        return (T) value;
    }

    String envelope(Object... input) {
        // 习惯：msgid 是没有机构编号的 UUID（有字母）；报文里没有 infno，编号只在网址里；没有的值是 null
        messageId = fresh();
        return Json.write(new Node("msgid", messageId, "mdtrtarea_admvs", CARE_AREA, "insuplc_admdvs", area,
            "recer_sys_code", "WEST", "dev_no", null, "dev_safe_info", null, "cainfo", null, "signtype", null,
            "infver", "V1.0", "opter_type", 1, "opter", "java01", "opter_name", "西院窗口", "sign_no", signNumber,
            "inf_time", now(), "fixmedins_code", PROVIDER, "fixmedins_name", "西院", "input", new Node(input)));
    }

    byte[] send(String number, String body) throws Exception { // 习惯：省里的老路径，编号是最后一段
        HttpRequest request = HttpRequest.newBuilder(URI.create(ZHIJIE + "/mbs/hsa-fsi/" + number))
            .timeout(Duration.ofSeconds(60)).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    /** 同样的字节发到有结论为止；返回整个答复。 */
    Object ask(String number, String body) throws Exception {
        for (int round = 1; ; round++) {
            Object answer = Json.read(send(number, body));
            if (money(at(answer, "infcode")).signum() == 0) return answer;
            String words = at(answer, "err_msg"); // 拒绝的编号只在开头的【】里
            check(round < 20 && BUSY.contains(words.substring(1, 5)), number + " " + messageId + " " + words);
            Thread.sleep(500);
        }
    }

    Object call(String number, Object... input) throws Exception {
        return at(ask(number, envelope(input)), "output");
    }

    void start() throws Exception {
        Object signed = call("9001", "signIn", new Node("opter_no", "java01", "mac", null, "ip", "10.2.2.2"));
        signNumber = at(signed, "signinoutb", "sign_no");
        ahead = Duration.between(LocalDateTime.now(),
            LocalDateTime.parse(at(signed, "signinoutb", "sign_time"), SECONDS));
        day = today();
        area = SETTINGS.get("AREA");
        // 习惯：单行节点也写成数组；证件类型 "01"
        Object found = call("1101", "data", List.of(who().with("psn_cert_type", "01", "certno", ID)));
        person = at(found, "baseinfo", "psn_no");
        insurance = at(found, "insuinfo", 0, "insutype");
        agency = at(found, "insuinfo", 0, "insuplc_admdvs");
        area = agency.equals(CARE_AREA) ? null : agency; // 习惯：本地参保人的参保地不填
        for (String category : CATEGORIES.keySet()) opening.put(category, statement(category));
    }

    /** 是谁：没有查到人员编号以前只有证件。 */
    Node who() { return new Node("psn_no", person, "mdtrt_cert_type", "02", "mdtrt_cert_no", ID); }
    Node of(String visit) { return new Node("mdtrt_id", visit, "psn_no", person); }
    Node period() { return new Node("stmt_begndate", day, "stmt_enddate", today()); }
    Node when() { return new Node("trt_year", day.substring(0, 4), "trt_month", day.substring(5, 7)); }

    /** 一笔结算的四个金额；先核对它们自己合得上。 */
    static Four four(Object setlinfo) {
        Four four = new Four(money(at(setlinfo, "medfee_sumamt")), money(at(setlinfo, "fund_pay_sumamt")),
            money(at(setlinfo, "acct_pay")), money(at(setlinfo, "psn_cash_pay")));
        BigDecimal rest = four.total.subtract(four.fund).subtract(four.account).subtract(four.cash);
        check(rest.equals(money(at(setlinfo, "hosp_part_amt"))), "总额不等于各方支付之和：" + setlinfo);
        return four;
    }

    List<Object> diagnosis(String flag) {
        return List.of(new Node("diag_type", 1, "diag_srt_no", 1, "diag_code", "J18.900", "diag_name", "肺炎",
            "diag_dept", "内科", "dise_dor_no", DOCTOR, "dise_dor_name", "西院医师", "diag_time", now(), flag, 1));
    }

    Node line(String visit, Item item) { // 习惯：数字就写数字
        return of(visit).with("feedetl_sn", fresh(), "fee_ocur_time", now(), "med_list_codg", item.code,
            "medins_list_codg", item.code, "cnt", item.quantity, "pric", item.price,
            "det_item_fee_sumamt", item.price.multiply(BigDecimal.valueOf(item.quantity)),
            "bilg_dept_codg", "0300", "bilg_dept_name", "内科", "bilg_dr_codg", DOCTOR, "bilg_dr_name", "西院医师");
    }

    /** 挂号、就诊、上传一批（全在一个数组里）；返回 2206、2207 的报文。 */
    Node visit(Item... items) throws Exception {
        String batch = fresh();
        String id = at(call("2201", "data", who().with("insutype", insurance, "begntime", now(), "ipt_otp_no",
            fresh(), "dept_code", "0300", "dept_name", "内科", "caty", "A03")), "data", "mdtrt_id");
        call("2203", "mdtrtinfo", of(id).with("med_type", 11, "begntime", now()), // 习惯：没有 dise_codg
            "diseinfo", diagnosis("vali_flag"));
        List<Node> lines = Stream.of(items).map(item -> line(id, item).with("chrg_bchno", batch,
            "rx_circ_flag", 0, "hosp_appr_flag", 0)).toList();
        List<Node> split = at(call("2204", "feedetail", lines), "result");
        BigDecimal total = add(lines, "det_item_fee_sumamt");
        check(add(split, "det_item_fee_sumamt").equals(total), "2204 答复合计不是 " + total + "：" + split);
        // 习惯：2204 的分割金额抄回结算报文：合计，还有每一行
        return who().with("mdtrt_id", id, "med_type", 11, "medfee_sumamt", total, "psn_setlway", "01",
            "chrg_bchno", batch, "acct_used_flag", 1, "insutype", insurance, "invono", null,
            "inscp_scp_amt", add(split, "inscp_scp_amt"), "feedetail", split);
    }

    Four enter(Object setlinfo, Object expected, boolean isRefund) throws Exception {
        Four four = four(setlinfo);
        check(four.total.equals(expected), "平台总额 " + four.total + "，本院 " + expected);
        book.add(new Entry(at(setlinfo, "setl_id"), at(setlinfo, "mdtrt_id"), at(setlinfo, "clr_type"),
            isRefund, four));
        return four;
    }

    void settle(String title, String quoting, String settling, Node bill) throws Exception {
        Four quote = four(at(call(quoting, "data", bill), "setlinfo"));
        Four four = enter(at(call(settling, "data", bill), "setlinfo"), bill.get("medfee_sumamt"), false);
        check(four.equals(quote), "结算 " + four + " 与预结算 " + quote + " 不同");
        say(title, four, "");
    }

    void reversal() throws Exception {
        Node bill = visit(CONSULTATION, TREATMENT);
        String body = envelope("data", bill), lostId = messageId;
        byte[] lost = send("2207", body); // 当作没有收到
        Object again = ask("2207", body), settled = at(again, "output", "setlinfo"); // 原样、原 msgid
        check(again.equals(Json.read(lost)), "重发的答复不同：" + again);
        Node undo = new Node("psn_no", person, "omsgid", lostId, "oinfno", 2207);
        for (int time = 1; time <= 2; time++) call("2601", "data", undo); // 第二次没有更多影响
        reversedVisit = at(bill, "mdtrt_id");
        say("冲正", four(settled), "  已冲回");
    }

    void refund() throws Exception {
        Node bill = visit(CONSULTATION, TEST);
        BigDecimal total = at(bill, "medfee_sumamt");
        Object settled = at(call("2207", "data", bill), "setlinfo");
        Four paid = enter(settled, total, false);
        Node asked = of(at(bill, "mdtrt_id")).with("setl_id", at(settled, "setl_id"));
        Four four = enter(at(call("2208", "data", asked), "setlinfo"), total.negate(), true);
        check(paid.plus(four).equals(Four.ZERO), "退费 " + four + " 不是结算 " + paid + " 的负数");
        say("退费", four, "");
    }

    void inpatient() throws Exception {
        String visit = at(call("2401", "mdtrtinfo", who().with("insutype", insurance, "begntime", now(),
            "med_type", 21, "ipt_no", fresh(), "atddr_no", DOCTOR, "chfpdr_name", "西院医师",
            "adm_diag_dscr", "肺炎", "adm_dept_codg", "0300", "adm_dept_name", "内科", "adm_bed", 8,
            "dscg_maindiag_code", "J18.900", "dscg_maindiag_name", "肺炎"),
            "diseinfo", diagnosis("maindiag_flag")), "result", "mdtrt_id");
        List<Node> lines = Stream.of(CONSULTATION, BED, TEST)
            .map(item -> line(visit, item).with("med_type", 21)).toList();
        call("2301", "feedetail", lines);
        call("2402", "dscginfo", of(visit).with("insutype", insurance, "endtime", now(), // 习惯：先出院再预结算
            "dscg_dept_codg", "0300", "dscg_dept_name", "内科", "dscg_way", 1),
            "diseinfo", diagnosis("maindiag_flag"));
        BigDecimal total = add(lines, "det_item_fee_sumamt");
        settle("住院", "2303", "2304", who().with("mdtrt_id", visit, "medfee_sumamt", total,
            "psn_setlway", "01", "insutype", insurance, "acct_used_flag", 0, "mid_setl_flag", 0));
    }

    List<Entry> book(String category) {
        return book.stream().filter(entry -> entry.category.equals(category)).toList();
    }

    /** 3202：上传本院这一类的行，取回平台逐笔的结论。 */
    List<Found> statement(String category) throws Exception {
        List<Entry> mine = book(category);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            zip.putNextEntry(new ZipEntry("west.txt"));
            zip.write(mine.stream().map(entry -> String.join("\t", entry.settlement, entry.visit, person,
                entry.four.total.toString(), entry.four.fund.toString(), entry.four.account.toString(),
                entry.isRefund ? "1" : "0")).collect(Collectors.joining("\n")).getBytes());
        }
        List<Object> bytes = new ArrayList<>(); // 习惯：文件是有符号字节的数组
        for (byte one : packed.toByteArray()) bytes.add((int) one);
        Object uploaded = call("9101", "fsUploadIn", new Node("in", bytes, "filename", "west.zip"));
        Four sum = sum(mine.stream().map(Entry::four));
        Node file = at(call("3202", "data", period().with("setl_optins", agency, "clr_type", category,
            "file_qury_no", at(uploaded, "file_qury_no"), "medfee_sumamt", sum.total,
            "fund_pay_sumamt", sum.fund, "cash_payamt", sum.cash, "fixmedins_setl_cnt", mine.size())),
            "fileinfo");
        byte[] content = send("9102", envelope("fsDownloadIn", file)); // 答复不是 JSON，就是文件本身
        check(content[0] == 'P', "9102 没有得到 ZIP：" + new String(content, StandardCharsets.UTF_8));
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            zip.getNextEntry();
            return new String(zip.readAllBytes(), StandardCharsets.UTF_8).lines().map(His::found).toList();
        }
    }

    static Found found(String line) {
        String[] at = line.split("\t", -1);
        BigDecimal total = money(at[7]), fund = money(at[8]), account = money(at[9]);
        Four four = new Four(total, fund, account, total.subtract(fund).subtract(account));
        return new Found(at[0], at[2], at[3], at[4], four);
    }

    /** 总账分险种；各人的险种从就诊里看。 */
    Object insurance(String other) throws Exception {
        return at(call("5201", "data", new Node("psn_no", other, "begntime", "2000-01-01 00:00:00",
            "endtime", now())), "mdtrtinfo", 0, "insutype");
    }

    void totals() throws Exception {
        for (String category : CATEGORIES.keySet()) {
            List<Four> rows = new ArrayList<>(book(category).stream().map(Entry::four).toList());
            Map<String, Object> insuranceOf = new HashMap<>();
            for (Found row : opening.get(category)) {
                if (!insuranceOf.containsKey(row.person)) insuranceOf.put(row.person, insurance(row.person));
                if (insurance.equals(insuranceOf.get(row.person))) rows.add(row.four);
            }
            Four sum = sum(rows.stream());
            Object result = at(call("3201", "data", period().with("setl_optins", agency, "clr_type", category,
                "insutype", insurance, "medfee_sumamt", sum.total, "fund_pay_sumamt", sum.fund,
                "acct_pay", sum.account, "fixmedins_setl_cnt", rows.size())), "stmtinfo");
            check("0".equals(at(result, "stmt_rslt")), "3201 " + at(result, "stmt_rslt_dscr"));
            say("对总账 " + CATEGORIES.get(category), sum, "  平，" + rows.size() + " 笔");
        }
    }

    void rows() throws Exception {
        for (String category : CATEGORIES.keySet()) {
            Map<String, Four> left = new HashMap<>(); // 本院的按结算ID，开工以前的按报文ID
            book(category).forEach(entry -> left.put(entry.settlement, entry.four));
            opening.get(category).forEach(row -> left.put(row.messageId, row.four));
            for (Found row : statement(category)) {
                boolean isMine = left.containsKey(row.settlement);
                Four known = left.remove(isMine ? row.settlement : row.messageId);
                check(row.four.equals(known) && (!isMine || row.result.equals("0")), "3202 不一致：" + row);
            }
            check(left.isEmpty(), "3202 没有答复：" + left);
        }
        say("对明细", sum(book.stream().map(Entry::four)), "  " + book.size() + " 笔都平");
    }

    void month() throws Exception {
        List<List<Node>> pages = new ArrayList<>(); // 3260 每页 100 行，正是 3261 每次最多的行数
        List<Node> listed = new ArrayList<>();
        while (listed.size() == 100 * pages.size()) {
            pages.add(at(call("3260", "data", when().with("startrow", listed.size() + 1)), "data"));
            listed.addAll(pages.get(pages.size() - 1));
        }
        compare(listed);
        // 习惯：3260 的行整行抄回（多出的键也在），cnfm_flag 是数字
        listed.forEach(row -> row.put("cnfm_flag", 1));
        for (Object reference : confirm(pages)) call("3262", "data", when().with("otransid", reference));
        confirm(pages);
        OUT.println("月度确认  " + day.substring(0, 7) + "  " + listed.size() + " 行，确认、回退、再确认");
    }

    /** 逐页 3261；返回每次答复的 inf_refmsgid，回退时用。 */
    List<Object> confirm(List<List<Node>> pages) throws Exception {
        List<Object> references = new ArrayList<>();
        for (List<Node> page : pages) {
            if (page.isEmpty()) continue;
            String body = envelope("data", when().with("totalrow", page.size()), "detail", page);
            references.add(at(ask("3261", body), "inf_refmsgid"));
        }
        return references;
    }

    /** 跨省的：本院每一笔都在，冲正的两行相抵。本地的：一笔都不在。 */
    void compare(List<Node> listed) {
        Map<Object, Node> theirs = new HashMap<>();
        listed.forEach(row -> theirs.put(row.get("setl_sn"), row));
        var pair = listed.stream().filter(row -> row.get("mdtrt_id").equals(reversedVisit)).toList();
        check(add(pair, "medfee_sumamt").signum() == 0, "冲正的就诊在 3260 里不相抵：" + pair);
        for (Entry entry : book) {
            Node seen = theirs.get(entry.settlement);
            check(seen == null ? area == null : money(seen.get("medfee_sumamt")).equals(entry.four.total)
                && money(seen.get("optins_pay_sumamt")).equals(entry.four.fund.add(entry.four.account)),
                "3260 与本院的账不同：" + entry + seen);
        }
    }

    /** 够用的 JSON：对象、数组、文字、数字（BigDecimal）、null。 */
    record Json(Iterator<String> tokens) {
        static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(.{4})|.)"), TOKEN =
            Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|[{}\\[\\]:,]|[^\\s{}\\[\\]:,\"]++");

        static Object read(byte[] bytes) {
            Matcher matcher = TOKEN.matcher(new String(bytes, StandardCharsets.UTF_8));
            Json json = new Json(matcher.results().map(MatchResult::group).iterator());
            return json.value(json.tokens.next());
        }

        Object value(String token) {
            if (token.startsWith("\"")) return text(token);
            if (token.equals("null")) return null;
            if (!token.equals("{") && !token.equals("[")) return new BigDecimal(token);
            Node map = new Node();
            List<Object> list = new ArrayList<>();
            for (String next = tokens.next(); !next.equals("}") && !next.equals("]"); next = tokens.next()) {
                if (next.equals(",")) continue;
                if (token.equals("[")) list.add(value(next));
                else if (tokens.next().equals(":")) map.put(text(next), value(tokens.next()));
            }
            return token.equals("[") ? list : map;
        }

        static String text(String token) {
            return ESCAPE.matcher(token.substring(1, token.length() - 1)).replaceAll(found ->
                Matcher.quoteReplacement(found.group(1) != null
                    ? Character.toString(Integer.parseInt(found.group(1), 16))
                    : found.group().replace("\\/", "/").translateEscapes()));
        }

        static String write(Object value) {
            if (value instanceof List<?> list) return list.stream().map(Json::write).toList().toString();
            if (value instanceof Node node) {
                return node.keySet().stream().map(key -> write(key) + ":" + write(node.get(key)))
                    .collect(Collectors.joining(",", "{", "}"));
            }
            if (value == null || value instanceof Number) return "" + value;
            return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }
}
