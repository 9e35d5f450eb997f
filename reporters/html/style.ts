/** The style sheet of the HTML report: no fonts or images from anywhere, light and dark, and for print. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--dim:#5a6675;--paper:#fff;--panel:#f5f7fa;--line:#d9dfe7;--link:#0b57b8;--red:#b3151b;--orange:#a64b00;--yellow:#7a5d00;--green:#146c3a;--blue:#1d5fa8;--violet:#7a2a93;--grey:#556070}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--dim:#9ba7b6;--paper:#12161c;--panel:#1a2029;--line:#313b48;--link:#7db5ff;--red:#ff8f8f;--orange:#ffb07a;--yellow:#f0d060;--green:#7fdca4;--blue:#8cc2ff;--violet:#e0a3f5;--grey:#b3bdc9}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:4rem}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--paper)}
header,main{max-width:76rem;margin:0 auto;padding:1.25rem}
.brand{margin:0;font-weight:700;letter-spacing:.04em;color:var(--dim)}
h1{margin:.25rem 0 .75rem;font-size:1.75rem;font-weight:600}
h1 .dim{font-size:1rem;font-weight:400}
h2{margin:2.25rem 0 .75rem;font-size:1.25rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{margin:0 0 .25rem;font-size:1rem}
p{margin:.25rem 0 .75rem;max-width:60rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible,main:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.dim{color:var(--dim)}
code,pre{font:.875em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{padding:.75rem;background:var(--panel);border:1px solid var(--line);border-radius:6px;overflow:auto;white-space:pre-wrap}
.skip{position:absolute;left:-100rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem;z-index:2}
nav{position:sticky;top:0;z-index:1;background:var(--panel);border-block:1px solid var(--line)}
nav ul{max-width:76rem;margin:0 auto;padding:.5rem 1.25rem;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
.count{display:inline-block;min-width:1.5em;padding:0 .4em;border-radius:1em;background:var(--line);color:var(--ink);font-size:.8rem;text-align:center}
.reasons,.plain{margin:.25rem 0 1rem;padding:0;list-style:none}.reasons li,.plain li{margin:.25rem 0;overflow-wrap:anywhere}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:.25rem 0}.facts div{display:flex;gap:.4rem;min-width:0}.facts dt{color:var(--dim)}.facts dd{margin:0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;padding:0;list-style:none}
.tile{padding:.75rem 1rem;border:1px solid var(--line);border-left:5px solid var(--tone,var(--grey));border-radius:8px;background:var(--panel)}
.tile .number{display:block;font-size:1.75rem;font-weight:650;line-height:1.2;color:var(--tone)}.tile.none .number{color:var(--dim)}
.tag{display:inline-block;padding:0 .5em;border:1px solid var(--tone,var(--grey));border-radius:1em;color:var(--tone,var(--grey));font-size:.8rem;font-weight:600;white-space:nowrap}
.gate{color:var(--tone)}
.finding{margin:.75rem 0;padding:.75rem 1rem;border:1px solid var(--line);border-left:5px solid var(--tone,var(--grey));border-radius:8px;background:var(--panel)}
.finding h3{overflow-wrap:anywhere}.finding p{margin:.25rem 0}
.fail,.critical,.not-supported,.failed,.bad-input,.internal-error,.expired{--tone:var(--red)}
.high{--tone:var(--orange)}.unknown,.medium,.indeterminate,.warning,.unused{--tone:var(--yellow)}
.error{--tone:var(--violet)}.pass,.supported,.passed{--tone:var(--green)}.waived,.used,.notice{--tone:var(--blue)}
.low,.not-applicable,.no-resources,.not-automated{--tone:var(--grey)}
.scroll{overflow-x:auto;margin:.5rem 0 1rem;border:1px solid var(--line);border-radius:8px}
table{width:100%;border-collapse:collapse;font-size:.9rem}
caption{text-align:left;padding:.5rem .75rem;font-weight:600}
th,td{padding:.4rem .75rem;text-align:left;vertical-align:top;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{border-top:0;background:var(--panel);white-space:nowrap}tbody th{font-weight:600;white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums}.tile .number{text-align:left}
details summary{cursor:pointer}
@media print{nav,.skip{display:none}.finding,tr{break-inside:avoid}.scroll{overflow:visible}body{font-size:11px}}
`;
