import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A small hospital system for the national interface: one file, Java 17 or later and nothing else. It was written from
 * docs/integrating alone, with habits that Java systems have: null for what is empty, upper-case UUIDs as message ids, every
 * node as an array, files as arrays of signed bytes.
 *
 * <pre>java His.java   # against http://127.0.0.1:8600; ZHIJIE, PROVIDER, AREA and ID change who and where</pre>
 */
public final class His {
    static final String URL = env("ZHIJIE", "http://127.0.0.1:8600") + "/mbs/fmi/fsi/api/callFsiService/callService";
    static final String PROVIDER = env("PROVIDER", "H11010500003");
    static final String AREA = env("AREA", "110000");
    static final String CARD = env("ID", "419900198503121358");
    static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    String signNo;
    String insured;
    String psnNo;
    String insutype;
    /** The hospital's own book: settlements and refunds. */
    final List<Map<String, Object>> book = new ArrayList<>();

    static String env(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    static String now(String form) {
        return ZonedDateTime.now(ZoneOffset.ofHours(8)).format(DateTimeFormatter.ofPattern(form));
    }

    static String time() {
        return now("yyyy-MM-dd HH:mm:ss");
    }

    static void check(boolean condition, String text) {
        if (!condition) throw new IllegalStateException("不符：" + text);
    }

    /** Keys and values by turns; a value may be null. */
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) made.put((String) pairs[i], pairs[i + 1]);
        return made;
    }

    static Map<String, Object> with(Map<String, Object> first, Object... pairs) {
        Map<String, Object> made = new LinkedHashMap<>(first);
        made.putAll(map(pairs));
        return made;
    }

    // --- the wire ---------------------------------------------------------------------------------------------------

    static String messageId() {
        return UUID.randomUUID().toString().replace("-", "").toUpperCase().substring(0, 30);
    }

    byte[] post(String number, Object input, String messageId) throws IOException, InterruptedException {
        Map<String, Object> envelope = map(
            "infno", number, "msgid", messageId, "mdtrtarea_admvs", AREA, "insuplc_admdvs", insured, "recer_sys_code", "YBXT",
            "dev_no", null, "dev_safe_info", null, "cainfo", null, "signtype", null, "infver", "1.0", "opter_type", "1",
            "opter", "c01", "opter_name", "窗口一", "inf_time", time(), "fixmedins_code", PROVIDER,
            "fixmedins_name", "示例社区医院", "sign_no", signNo, "input", input);
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL)).timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json;charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(envelope))).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    Map<String, Object> answer(String number, Object input, String messageId) throws IOException, InterruptedException {
        Map<String, Object> answer = Json.object(Json.read(new String(post(number, input, messageId), StandardCharsets.UTF_8)));
        if (!"0".equals(String.valueOf(answer.get("infcode")))) throw new IllegalStateException(number + " " + answer.get("err_msg"));
        return answer;
    }

    Map<String, Object> call(String number, Object input) throws IOException, InterruptedException {
        return Json.object(answer(number, input, messageId()).get("output"));
    }

    // --- amounts ----------------------------------------------------------------------------------------------------

    static BigDecimal amount(Map<String, Object> row, String name) {
        return new BigDecimal(String.valueOf(row.get(name)));
    }

    static List<BigDecimal> parts(Map<String, Object> setl) {
        return List.of(amount(setl, "medfee_sumamt"), amount(setl, "fund_pay_sumamt"), amount(setl, "acct_pay"));
    }

    static List<BigDecimal> sums(List<Map<String, Object>> rows) {
        List<BigDecimal> sums = new ArrayList<>(List.of(new BigDecimal("0.00"), new BigDecimal("0.00"), new BigDecimal("0.00")));
        for (Map<String, Object> row : rows) for (int i = 0; i < 3; i += 1) sums.set(i, sums.get(i).add(parts(row).get(i)));
        return sums;
    }

    static void show(String name, Map<String, Object> setl) {
        List<BigDecimal> parts = parts(setl);
        BigDecimal cash = amount(setl, "psn_cash_pay");
        BigDecimal paid = parts.get(1).add(parts.get(2)).add(cash).add(amount(setl, "hosp_part_amt"));
        check(parts.get(0).compareTo(paid) == 0, name + " 各方之和不等于总额");
        System.out.printf("%s  总额 %s  基金 %s  个人账户 %s  现金 %s%n", name, parts.get(0), parts.get(1), parts.get(2), cash);
    }

    // --- flows ------------------------------------------------------------------------------------------------------

    void identify() throws IOException, InterruptedException {
        Map<String, Object> output = call("1101", map("data", List.of(map("mdtrt_cert_type", "02", "mdtrt_cert_no", CARD,
            "card_sn", null, "begntime", null, "psn_cert_type", "01", "certno", CARD, "psn_name", null))));
        Map<String, Object> cover = Json.rows(output.get("insuinfo")).get(0);
        psnNo = (String) Json.object(output.get("baseinfo")).get("psn_no");
        insutype = (String) cover.get("insutype");
        insured = (String) cover.get("insuplc_admdvs");
    }

    static Map<String, Object> diagnosis(String flag) {
        return map("diag_type", "1", "diag_srt_no", 1, "diag_code", "J18.900", "diag_name", "肺炎", "diag_dept", "内科",
            "dise_dor_no", "D110105000001", "dise_dor_name", "示例医师", "diag_time", time(), flag, "1");
    }

    static Map<String, Object> line(int serial, Map<String, Object> visit, String item, String price, int count) {
        BigDecimal each = new BigDecimal(price);
        return with(visit, "feedetl_sn", serial, "fee_ocur_time", time(), "med_list_codg", item, "medins_list_codg", item,
            "det_item_fee_sumamt", each.multiply(BigDecimal.valueOf(count)), "cnt", count, "pric", each, "bilg_dept_codg", "0300",
            "bilg_dept_name", "内科", "bilg_dr_codg", "D110105000001", "bilg_dr_name", "示例医师", "acord_dept_codg", null,
            "exp_content", null);
    }

    record Visit(Map<String, Object> key, Map<String, Object> bill, List<BigDecimal> quoted) {}

    /** Register, diagnosis, lines, quote: a visit that only wants settling. */
    Visit outpatient() throws IOException, InterruptedException {
        Map<String, Object> output = call("2201", map("data", map("psn_no", psnNo, "insutype", insutype, "begntime", time(),
            "mdtrt_cert_type", "02", "mdtrt_cert_no", CARD, "ipt_otp_no", messageId().substring(0, 18), "dept_code", "0300",
            "dept_name", "内科", "caty", "A03", "atddr_no", null, "dr_name", null)));
        Map<String, Object> key = map("mdtrt_id", Json.object(output.get("data")).get("mdtrt_id"), "psn_no", psnNo);
        call("2203", map("mdtrtinfo", with(key, "med_type", "11", "begntime", time(), "dise_codg", null, "dise_name", null),
            "diseinfo", List.of(diagnosis("vali_flag"))));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map<String, Object> row : List.of(line(1, key, "991102000010000", "50.00", 1),
            line(2, key, "XZ99ZZA004A001010100004", "98.00", 1), line(3, key, "991102000020000", "20.00", 1))) {
            rows.add(with(row, "chrg_bchno", "B1", "rx_circ_flag", 0, "hosp_appr_flag", "0", "dise_codg", null));
        }
        call("2204", map("feedetail", rows));
        Map<String, Object> bill = map("data", with(key, "mdtrt_cert_type", "02", "mdtrt_cert_no", CARD, "med_type", "11",
            "medfee_sumamt", new BigDecimal("168.00"), "psn_setlway", "01", "chrg_bchno", "B1", "acct_used_flag", "0",
            "insutype", insutype, "invono", null));
        return new Visit(key, bill, parts(Json.object(call("2206", bill).get("setlinfo"))));
    }

    Map<String, Object> inpatient() throws IOException, InterruptedException {
        Map<String, Object> output = call("2401", map("mdtrtinfo", map("psn_no", psnNo, "insutype", insutype, "begntime", time(),
            "mdtrt_cert_type", "02", "mdtrt_cert_no", CARD, "med_type", 21, "ipt_no", messageId().substring(0, 18),
            "atddr_no", "D110105000001", "chfpdr_name", "示例医师", "adm_diag_dscr", "肺炎", "adm_dept_codg", "0300",
            "adm_dept_name", "内科", "adm_bed", "12", "dscg_maindiag_code", "J18.900", "dscg_maindiag_name", "肺炎",
            "dise_codg", null), "diseinfo", List.of(diagnosis("maindiag_flag"))));
        Map<String, Object> key = map("mdtrt_id", Json.object(output.get("result")).get("mdtrt_id"), "psn_no", psnNo);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map<String, Object> row : List.of(line(1, key, "XZ99ZZA001A001010100001", "98.00", 40),
            line(2, key, "991109000010000", "60.00", 5), line(3, key, "991102000010000", "50.00", 5))) {
            rows.add(with(row, "med_type", "21"));
        }
        call("2301", map("feedetail", rows));
        Map<String, Object> bill = map("data", with(key, "mdtrt_cert_type", "02", "mdtrt_cert_no", CARD,
            "medfee_sumamt", new BigDecimal("4470.00"), "psn_setlway", "01", "insutype", insutype, "acct_used_flag", "0",
            "mid_setl_flag", "0", "dscgTime", null));
        List<BigDecimal> quoted = parts(Json.object(call("2303", bill).get("setlinfo")));
        call("2402", map("dscginfo", List.of(with(key, "insutype", insutype, "endtime", time(), "dscg_dept_codg", "0300",
            "dscg_dept_name", "内科", "dscg_way", "1", "die_date", null)), "diseinfo", List.of(diagnosis("maindiag_flag"))));
        Map<String, Object> setl = Json.object(call("2304", bill).get("setlinfo"));
        check(parts(setl).equals(quoted), "住院结算与预结算不同");
        return setl;
    }

    // --- the books --------------------------------------------------------------------------------------------------

    void reconcile(String day) throws IOException, InterruptedException {
        Map<String, Object> span = map("setl_optins", AREA, "stmt_begndate", day, "stmt_enddate", day);
        for (String[] kind : new String[][] {{"11", "门诊"}, {"21", "住院"}}) {
            List<Map<String, Object>> own = book.stream().filter(row -> kind[0].equals(row.get("clr_type"))).toList();
            List<BigDecimal> sums = sums(own);
            Map<String, Object> told = Json.object(call("3201", map("data", with(span, "insutype", insutype, "clr_type", kind[0],
                "medfee_sumamt", sums.get(0), "fund_pay_sumamt", sums.get(1), "acct_pay", sums.get(2),
                "fixmedins_setl_cnt", own.size(), "refd_setl_flag", null))).get("stmtinfo"));
            String said = "0".equals(told.get("stmt_rslt")) ? "平" : String.valueOf(told.get("stmt_rslt_dscr"));
            System.out.printf("对总账 %s  %s%n", kind[1], said);
        }
        String text = book.stream().map(row -> String.join("\t", row.get("setl_id").toString(), row.get("mdtrt_id").toString(),
            psnNo, parts(row).get(0).toString(), parts(row).get(1).toString(), parts(row).get(2).toString(),
            row.get("refund").toString())).collect(Collectors.joining("\n", "", "\n"));
        Object fileNo = call("9101", map("fsUploadIn", map("in", zip("3202.txt", text), "filename", "3202.zip",
            "fixmedins_code", PROVIDER))).get("file_qury_no");
        Map<String, Object> named = Json.object(call("3202", map("data", with(span, "file_qury_no", fileNo,
            "medfee_sumamt", sums(book).get(0), "fund_pay_sumamt", sums(book).get(1), "cash_payamt", 0,
            "fixmedins_setl_cnt", book.size()))).get("fileinfo"));
        byte[] archive = post("9102", map("fsDownloadIn", map("file_qury_no", named.get("file_qury_no"),
            "filename", named.get("filename"), "fixmedins_code", PROVIDER)), messageId());
        List<String[]> verdicts = unzip(archive).lines().map(row -> row.split("\t", -1)).toList();
        Set<Object> own = book.stream().map(row -> row.get("setl_id")).collect(Collectors.toSet());
        for (String[] row : verdicts) check("0".equals(row[4]) || !own.contains(row[2]), "本院的一行对不上：" + row[6]);
        System.out.printf("对明细  本院 %d 行一致，另有 %d 行只在医保%n", book.size(), verdicts.size() - book.size());
    }

    void confirmMonth() throws IOException, InterruptedException {
        Map<String, Object> period = map("trt_year", now("yyyy"), "trt_month", now("MM"));
        List<Map<String, Object>> rows = Json.rows(call("3260", map("data", with(period, "startrow", 1))).get("data"));
        check(!rows.isEmpty(), "当月没有异地明细");
        List<Map<String, Object>> detail = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            Map<String, Object> stated = map("cnfm_flag", "1");
            for (String name : Arrays.asList("certno", "mdtrt_id", "mdtrt_setl_time", "setl_sn", "medfee_sumamt", "optins_pay_sumamt")) {
                stated.put(name, row.get(name));
            }
            detail.add(stated);
        }
        Map<String, Object> stated = map("data", with(period, "totalrow", detail.size()), "detail", detail);
        Object reference = answer("3261", stated, messageId()).get("inf_refmsgid");
        call("3262", map("data", with(period, "otransid", reference)));
        call("3261", stated);
        System.out.printf("月度确认  %d 行，回退一次后再确认%n", detail.size());
    }

    /** The archive as a list of signed bytes. */
    static List<Object> zip(String name, String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(packed)) {
            archive.putNextEntry(new ZipEntry(name));
            archive.write(text.getBytes(StandardCharsets.UTF_8));
            archive.closeEntry();
        }
        List<Object> bytes = new ArrayList<>();
        for (byte one : packed.toByteArray()) bytes.add((int) one);
        return bytes;
    }

    static String unzip(byte[] bytes) throws IOException {
        try (ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            Objects.requireNonNull(archive.getNextEntry(), "ZIP 里没有文件");
            return new String(archive.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void run() throws IOException, InterruptedException {
        signNo = (String) Json.object(call("9001", map("signIn", map("opter_no", "c01", "mac", null, "ip", null)))
            .get("signinoutb")).get("sign_no");
        identify();

        Visit first = outpatient();
        Map<String, Object> setl = Json.object(call("2207", first.bill()).get("setlinfo"));
        check(parts(setl).equals(first.quoted()), "门诊结算与预结算不同");
        show("门诊", setl);
        book.add(with(setl, "refund", "0"));

        // The answer gets lost: the same message again answers the same; then it is reversed by its message id, twice.
        Visit second = outpatient();
        String lost = messageId();
        post("2207", second.bill(), lost);
        String found = Json.object(Json.object(answer("2207", second.bill(), lost).get("output")).get("setlinfo")).get("setl_id").toString();
        Map<String, Object> undo = map("data", map("psn_no", psnNo, "omsgid", lost, "oinfno", "2207"));
        call("2601", undo);
        call("2601", undo);
        System.out.printf("冲正  %s… 重发同一结算，按原报文冲正两次只有一次效果%n", found.substring(0, 1));
        call("2205", map("data", with(second.key(), "chrg_bchno", "0000")));

        // A refund: the void is a negative record of its own.
        Visit third = outpatient();
        Map<String, Object> kept = Json.object(call("2207", third.bill()).get("setlinfo"));
        book.add(with(kept, "refund", "0"));
        Map<String, Object> undone = Json.object(call("2208", map("data", with(third.key(), "setl_id", kept.get("setl_id")))).get("setlinfo"));
        check(parts(undone).equals(parts(kept).stream().map(BigDecimal::negate).toList()), "退费不是原额的负数");
        show("退费", undone);
        book.add(with(undone, "refund", "1", "clr_type", "11"));

        Map<String, Object> stay = inpatient();
        show("住院", stay);
        book.add(with(stay, "refund", "0"));

        reconcile(stay.get("setl_time").toString().substring(0, 10));
        confirmMonth();
    }

    public static void main(String[] args) throws Exception {
        System.setOut(new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8));
        new His().run();
    }

    /** As much JSON as the interface needs; numbers stay exact. */
    static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            return new Json(text).value();
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> object(Object value) {
            return (Map<String, Object>) value;
        }

        @SuppressWarnings("unchecked")
        static List<Map<String, Object>> rows(Object value) {
            return (List<Map<String, Object>>) value;
        }

        static String write(Object value) {
            if (value instanceof Map<?, ?> map) {
                return map.entrySet().stream().map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            }
            if (value instanceof List<?> list) return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
            if (value instanceof BigDecimal number) return number.toPlainString();
            if (value instanceof String string) return "\"" + string.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            return String.valueOf(value);
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at))) at += 1;
            return text.charAt(at);
        }

        private Object value() {
            switch (next()) {
                case '{': return members();
                case '[': return items();
                case '"': return string();
                default: return scalar();
            }
        }

        private Map<String, Object> members() {
            Map<String, Object> made = new LinkedHashMap<>();
            for (at += 1; next() != '}'; at += next() == ',' ? 1 : 0) {
                String key = string();
                check(next() == ':', "答复不是 JSON");
                at += 1;
                made.put(key, value());
            }
            at += 1;
            return made;
        }

        private List<Object> items() {
            List<Object> made = new ArrayList<>();
            for (at += 1; next() != ']'; at += next() == ',' ? 1 : 0) made.add(value());
            at += 1;
            return made;
        }

        private String string() {
            StringBuilder made = new StringBuilder();
            check(next() == '"', "答复不是 JSON");
            for (at += 1; text.charAt(at) != '"'; at += 1) {
                if (text.charAt(at) != '\\') {
                    made.append(text.charAt(at));
                    continue;
                }
                at += 1;
                char escaped = text.charAt(at);
                if (escaped == 'u') {
                    made.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                } else {
                    int index = "bfnrt".indexOf(escaped);
                    made.append(index < 0 ? escaped : "\b\f\n\r\t".charAt(index));
                }
            }
            at += 1;
            return made.toString();
        }

        private Object scalar() {
            int from = at;
            while (at < text.length() && ",]} \r\n\t".indexOf(text.charAt(at)) < 0) at += 1;
            String word = text.substring(from, at);
            if (word.equals("null")) return null;
            return word.equals("true") || word.equals("false") ? (Object) Boolean.valueOf(word) : new BigDecimal(word);
        }
    }
}
