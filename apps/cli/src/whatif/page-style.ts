/** The look of the report: system fonts, both colour schemes, A4. Text has at least 4.5:1 on its ground. */
export const STYLE = `
:root {
  color-scheme:light dark; --ground:#f3f6f4; --surface:#fff; --ink:#16211e; --quiet:#4b5a55;
  --line:#d5deda; --axis:#70817a; --before:#b9c7c1; --before-edge:#70817a; --after:#0a6652;
  --contrast:#4a7fb5; --good:#12876d; --bad:#c0503f; --accent-soft:#e0f0ea; --wait:#7a4a00;
  --wait-soft:#fdf0d9;
}
@media screen and (prefers-color-scheme:dark) {
  :root {
    --ground:#0f1513; --surface:#18211e; --ink:#e9f0ed; --quiet:#aebdb7; --line:#36433e;
    --axis:#83948d; --before:#3d4d47; --before-edge:#83948d; --after:#6fd3b8; --contrast:#6fa3d8;
    --good:#35b596; --bad:#e37868; --accent-soft:#16352c; --wait:#f3c674; --wait-soft:#3a2c10;
  }
}
* { box-sizing:border-box }
body {
  margin:0; background:var(--ground); color:var(--ink);
  font:16px/1.65 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",
    "Noto Sans CJK SC","Noto Sans SC",sans-serif;
  overflow-wrap:break-word;
}
main { max-width:72rem; margin:0 auto; padding:2rem 1.25rem 4rem }
h1 { font-size:1.75rem; line-height:1.3; margin:.25rem 0 .75rem }
h2 { font-size:1.15rem; margin:0 0 .25rem }
h3 { font-size:1rem; margin:1.25rem 0 .5rem }
p { margin:.25rem 0 }
.kicker { color:var(--quiet); font-size:.875rem }
.badge {
  display:inline-block; margin-left:.5rem; padding:0 .5rem; border-radius:1rem;
  background:var(--wait-soft); color:var(--wait); font-size:.8125rem;
}
.lead { font-size:1.125rem }
.quiet { color:var(--quiet); font-size:.9375rem }
.tiles {
  display:grid; grid-template-columns:repeat(auto-fit,minmax(19rem,1fr)); gap:.75rem;
  margin:1.5rem 0;
}
.tile {
  background:var(--surface); border:1px solid var(--line); border-radius:.5rem;
  padding:.75rem 1rem;
}
.tile dt { color:var(--quiet); font-size:.875rem }
.tile dd { margin:0 }
.tile strong {
  display:block; font-size:1.375rem; font-variant-numeric:tabular-nums; line-height:1.4;
}
.tile span { color:var(--quiet); font-size:.875rem }
section,details.all {
  background:var(--surface); border:1px solid var(--line); border-radius:.5rem;
  padding:1rem 1.25rem; margin:0 0 1rem;
}
.pair {
  display:grid; grid-template-columns:minmax(0,11fr) minmax(0,9fr); gap:1.5rem;
  align-items:start; margin-top:.75rem;
}
figure { margin:0 }
svg { display:block; width:100%; height:auto; font-size:13px; font-variant-numeric:tabular-nums }
svg text { fill:var(--ink) }
svg .value,svg .tick { font-size:12px }
svg .tick,svg .axis-name { fill:var(--quiet) }
svg .axis-name { font-size:12px }
svg .axis { stroke:var(--axis); stroke-width:1 }
svg .grid { stroke:var(--line); stroke-width:1 }
svg .before { fill:var(--before); stroke:var(--before-edge); stroke-width:.75 }
svg .after { fill:var(--after) }
svg .contrast { fill:var(--contrast) }
svg .good { fill:var(--good) }
svg .bad { fill:var(--bad) }
.legend {
  display:flex; align-items:center; font-size:.875rem; color:var(--quiet); margin:0 0 .25rem;
}
.key {
  display:inline-block; width:.875rem; height:.875rem; border-radius:2px; margin:0 .375rem 0 0;
}
.key+.key { margin-left:0 }
.key.after { background:var(--after); margin-left:1rem }
.key.before { background:var(--before); border:1px solid var(--before-edge) }
.scroll { overflow-x:auto }
table {
  border-collapse:collapse; width:100%; font-size:.8125rem; font-variant-numeric:tabular-nums;
}
caption { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%) }
th,td {
  padding:.3rem .5rem; border-bottom:1px solid var(--line); text-align:right; white-space:nowrap;
  font-weight:400;
}
thead th { color:var(--quiet); border-bottom:1px solid var(--axis) }
th:first-child { text-align:left }
td:last-child,th:last-child { padding-right:0 }
table.dense th,table.dense td { padding-top:.05rem; padding-bottom:.05rem }
th:first-child { padding-left:0 }
table.prose th,table.prose td {
  text-align:left; white-space:normal; vertical-align:top; min-width:8rem;
}
.sides { display:grid; grid-template-columns:repeat(auto-fit,minmax(20rem,1fr)); gap:1.5rem }
.sides h3 { margin-top:.75rem }
ol,ul { margin:.25rem 0; padding-left:1.9rem }
.example li { font-size:.9375rem }
summary { cursor:pointer; font-weight:600; font-size:1.15rem }
.provenance dl {
  display:grid; grid-template-columns:max-content minmax(0,1fr); gap:.125rem 1rem;
  margin:.75rem 0;
}
.provenance dt { color:var(--quiet) }
.provenance dd { margin:0 }
code,pre {
  font:.875rem/1.6 ui-monospace,SFMono-Regular,Consolas,monospace; overflow-wrap:anywhere;
  white-space:pre-wrap;
}
pre { background:var(--ground); padding:.5rem .75rem; border-radius:.375rem; margin:.25rem 0 0 }
:focus-visible { outline:2px solid var(--after); outline-offset:2px }
@media screen and (max-width:52rem) {
  .pair { grid-template-columns:minmax(0,1fr) }
}
@media screen and (max-width:34rem) {
  figure { overflow-x:auto }
  svg { min-width:30rem }
}
@media print {
  @page { size:A4; margin:14mm }
  body { background:#fff; font-size:10.5pt }
  main { padding:0; max-width:none }
  section,details.all,.tile { border-color:#bbb; break-inside:avoid }
  .pair { gap:.5rem; grid-template-columns:minmax(0,1fr) }
  .scroll { overflow:visible }
  table { font-size:8pt }
  th,td { white-space:normal; padding:.15rem .35rem }
  svg { max-width:135mm }
  svg * { print-color-adjust:exact; -webkit-print-color-adjust:exact }
  .key { print-color-adjust:exact; -webkit-print-color-adjust:exact }
}
`;
