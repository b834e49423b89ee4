#include "render/style.h"

#include <stddef.h>

/*
 * Colours: ground, card, ink, quiet text, hairlines, grid, accent, tint, bar; high and medium risk;
 * h1 to h5 the shades of the map with t3 to t5 the text on them; warn is medium as text.
 */
/* clang-format off: it would cut the rules anywhere. */
const char *const crm_page_style[] = {
    ":root{color-scheme:light dark;--ground:#f6f5f2;--card:#fff;--ink:#1b2430;--quiet:#59636f;"
    "--hair:#e2e0da;--grid:#e7e6e2;--accent:#1f5f8b;--tint:#d9e7f1;--bar:#5b95ba;--high:#b3402a;"
    "--medium:#b5790f;--h1:#eaf1f6;--h2:#c9deeb;--h3:#94bfd9;--h4:#2f77a6;--h5:#134a70;"
    "--warn:#8a5a06;--t3:#0d2536;--t4:#fff;--t5:#fff}\n",
    "@media(prefers-color-scheme:dark){:root{--ground:#12161b;--card:#1a2027;--ink:#e9ecef;"
    "--quiet:#a5afba;--hair:#2d3640;--grid:#2a323b;--accent:#6db3de;--tint:#22394a;--bar:#3d7398;"
    "--high:#f08a70;--medium:#e0b04e;--h1:#202d38;--h2:#21425a;--h3:#29618a;--h4:#6db3de;"
    "--warn:#e0b04e;--h5:#c8e6f8;--t3:#fff;--t4:#08202f;--t5:#08202f}}\n",
    "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}"
    "body{margin:0;background:var(--ground);color:var(--ink);"
    "font:16px/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",\"Noto Sans\","
    "\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif}\n",
    ".wide{max-width:1080px;margin:0 auto;padding:0 24px}.skip{position:absolute;left:-999px}"
    ".skip:focus{left:12px;top:12px;padding:8px 14px;background:var(--card);z-index:1}"
    "a{color:var(--accent);text-underline-offset:3px}"
    ":focus-visible{outline:3px solid var(--accent);outline-offset:2px}\n",
    "header{padding:44px 0 8px}"
    "h1{margin:0;font-size:2.1rem;line-height:1.2;letter-spacing:-.02em;overflow-wrap:anywhere}"
    ".when{margin:.5em 0 0;color:var(--quiet)}"
    "nav ul{display:flex;flex-wrap:wrap;gap:4px 20px;margin:18px 0 0;padding:0;list-style:none;"
    "font-size:.92rem}nav a{text-decoration:none;display:inline-block;padding:4px 0}"
    "nav a:hover{text-decoration:underline}\n",
    ".short{margin:20px 0 0;padding:22px 26px;background:var(--card);"
    "border:1px solid var(--hair);border-left:5px solid var(--accent);border-radius:10px;"
    "font-size:1.1rem;line-height:1.6}"
    ".short h2,.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
    "white-space:nowrap}.short b,.when span{white-space:nowrap}"
    ".short p{margin:0 0 .4em;max-width:56em}.short p:last-child{margin:0}"
    "b,strong{font-weight:650}\n",
    ".kpi{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;margin:20px 0 0;padding:0;"
    "background:var(--hair);border:1px solid var(--hair);border-radius:10px;overflow:hidden}"
    ".kpi div{display:flex;flex-direction:column;padding:16px 20px 14px;background:var(--card)}"
    ".kpi dt{font-size:.88rem;color:var(--quiet)}.kpi dd{margin:0}"
    ".kpi .v{font-size:1.85rem;font-weight:650;letter-spacing:-.02em;line-height:1.3;"
    "font-variant-numeric:tabular-nums}"
    ".kpi .u{font-size:.84rem;line-height:1.4;color:var(--quiet)}\n",
    ".sec{margin:20px 0 0;padding:26px;background:var(--card);border:1px solid var(--hair);"
    "border-radius:10px}h2{margin:0;font-size:1.35rem;letter-spacing:-.01em;line-height:1.3}"
    "h3{margin:26px 0 8px;font-size:1rem}"
    ".lede{margin:.25em 0 18px;color:var(--quiet);max-width:46em}"
    ".note{margin:10px 0 0;font-size:.9rem;color:var(--quiet)}"
    ".two{display:grid;grid-template-columns:1fr 1fr;gap:24px 40px;align-items:start}"
    ".two>*{min-width:0}.two h3{margin:0 0 8px}figure{margin:0}"
    "figcaption{margin:0 0 10px;font-weight:650;font-size:.95rem}"
    "svg{display:block;width:100%;max-width:500px;height:auto;overflow:visible}"
    "svg text{font-size:12px;fill:var(--ink);font-variant-numeric:tabular-nums}"
    "svg .m{text-anchor:middle}svg .e{text-anchor:end}svg .b{font-weight:650}"
    "svg .s{font-size:11px}svg .q{fill:var(--quiet)}.h0 rect{fill:none;stroke:var(--grid)}"
    ".h0 text{fill:var(--quiet)}.h1 rect{fill:var(--h1)}.h2 rect{fill:var(--h2)}"
    ".h3 rect{fill:var(--h3)}.h4 rect{fill:var(--h4)}.h5 rect{fill:var(--h5)}"
    "svg .h3 text{fill:var(--t3)}svg .h4 text{fill:var(--t4)}svg .h5 text{fill:var(--t5)}"
    ".g{stroke:var(--grid);fill:none}.dot{fill:var(--accent)}.high{fill:var(--high)}"
    ".medium{fill:var(--medium)}.ring{fill:var(--card);stroke:var(--quiet);stroke-width:2}"
    ".link{stroke:var(--quiet);stroke-width:1.5;opacity:.55}"
    ".line{fill:none;stroke:var(--accent);stroke-width:2.5;stroke-linejoin:round}"
    ".area{fill:var(--tint);opacity:.65}.even{fill:none;stroke:var(--quiet);stroke-dasharray:3 4}"
    ".mark{fill:none;stroke:var(--ink);stroke-dasharray:2 3}\n",
    ".box{overflow-x:auto;margin:0;-webkit-overflow-scrolling:touch}"
    "table{width:100%;border-collapse:collapse;font-size:.92rem;line-height:1.4}"
    "th,td{padding:7px 12px 7px 0;border-bottom:1px solid var(--hair);text-align:left;"
    "vertical-align:top}th:last-child,td:last-child{padding-right:0}"
    "thead th{font-weight:500;font-size:.84rem;color:var(--quiet);vertical-align:bottom;"
    "border-bottom-color:var(--quiet)}tbody th{font-weight:500}"
    "tfoot td,tfoot th{font-weight:650;border-bottom:0}"
    ".n,.nums td{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".p{min-width:9.5em;white-space:nowrap;font-variant-numeric:tabular-nums;"
    "background:linear-gradient(var(--bar),"
    "var(--bar)) 4.3em .8em/calc((100% - 5.1em)*var(--w)/1000) .8em no-repeat}"
    ".p span{display:inline-block;width:3.6em;text-align:right}"
    "th.p{background:none;padding-left:1.2em}.bars{grid-template-columns:7fr 10fr;gap:24px 28px}"
    ".bars table{font-size:.88rem}.bars .p,.plain .p{min-width:0;background:none}"
    ".bars .p span,.plain .p span{width:auto;display:block}"
    ".bars th.p,.plain th.p{text-align:right}thead .n,thead .p{white-space:normal}"
    ".k{white-space:nowrap}.act{min-width:15em;color:var(--quiet)}"
    ".tag{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 9px;"
    "font-size:.84rem;white-space:nowrap}.tag.th{color:var(--high)}.tag.tm{color:var(--warn)}"
    "details{margin:12px 0 0;font-size:.92rem}"
    "summary{cursor:pointer;color:var(--accent);padding:4px 0}"
    "code{font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;"
    "overflow-wrap:anywhere}"
    ".facts{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0;"
    "font-size:.94rem}.facts dt{color:var(--quiet)}"
    ".facts dd{margin:0;min-width:0;overflow-wrap:anywhere}"
    "footer{padding:24px 0 48px;font-size:.88rem;color:var(--quiet)}\n",
    "@media(max-width:820px){.two,.bars{grid-template-columns:1fr}"
    ".kpi{grid-template-columns:1fr 1fr}}@media(max-width:520px){.wide{padding:0 12px}"
    "header{padding-top:26px}h1{font-size:1.6rem}.short,.sec{padding:18px 16px}"
    ".short{font-size:1.03rem}.kpi div{padding:12px 14px}.kpi .v{font-size:1.45rem}"
    "th,td,thead .n,thead .p{white-space:nowrap}svg text{font-size:13.5px}"
    "svg .s{font-size:12.5px}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin:0 0 8px}}\n",
    "@media(forced-colors:active){:root{--accent:Highlight;--quiet:CanvasText;--grid:GrayText;"
    "--tint:Canvas;--bar:Canvas;--high:CanvasText;--medium:CanvasText;--card:Canvas;"
    "--ink:CanvasText}svg [class^=h] rect{fill:Canvas;stroke:CanvasText}"
    "svg [class^=h] text{fill:CanvasText}}\n",
    "@page{size:A4;margin:14mm}"
    "@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--quiet:#444;"
    "--hair:#bbb;--grid:#ddd;--accent:#1f5f8b;--tint:#d9e7f1;--bar:#5b95ba;--high:#b3402a;"
    "--medium:#b5790f;--h1:#eaf1f6;--h2:#c9deeb;--h3:#94bfd9;--h4:#2f77a6;--h5:#134a70;--t3:#000;"
    "--t4:#fff;--t5:#fff;--warn:#8a5a06}"
    "body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    ".wide{max-width:none;padding:0}header{padding:0}nav,.skip,summary{display:none}"
    ".sec{border:0;padding:0;margin:22pt 0 0}.page{break-before:page;margin:0}"
    ".kpi{grid-template-columns:repeat(4,1fr)}.two{grid-template-columns:1fr 1fr;gap:14pt}"
    ".bars{grid-template-columns:2fr 3fr}.box{overflow:visible}"
    "h2,h3,caption,figcaption{break-after:avoid}tr,figure,.short,.kpi{break-inside:avoid}"
    "thead{display:table-header-group}th,td{padding:4pt 6pt 4pt 0}"
    ".k{white-space:normal;overflow-wrap:anywhere;min-width:6em}table{font-size:8.5pt}"
    "thead th,.tag,.bars table{font-size:7.5pt}.act{min-width:0}"
    "a{color:inherit;text-decoration:none}}\n",
    "@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}\n",
    NULL,
};
/* clang-format on */
