/** How the page of a run looks, in light and dark. Every pair of text and ground has a contrast of 4.5 or more. */

export const pageStyle = String.raw`
:root {
  color-scheme: light dark;
  --ground: #f6f5f1; --card: #ffffff; --sunk: #efede7; --line: #d8d5cc; --lane: #c3bfb4;
  --ink: #1d2126; --soft: #565c64; --accent: #0b5fa5; --accent-ink: #ffffff;
  --good: #15733b; --wait: #96590a; --bad: #b3261e; --people: #1f5fbf; --adversary: #7a35c2; --fault: #bd4a06;
  --message: #8b93a0; --good-ground: #e3f3e8; --bad-ground: #fbe7e4; --shade: #0000000d; --glow: #0b5fa526;
  --gap: #e6e2d8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --card: #1b1f25; --sunk: #23282f; --line: #353c46; --lane: #4a525e;
    --ink: #e8eaed; --soft: #a9b1bb; --accent: #79b8f3; --accent-ink: #10141a;
    --good: #63cf8c; --wait: #e8b04a; --bad: #ff8a80; --people: #7fb2ff; --adversary: #c79bff; --fault: #ff9d57;
    --message: #7c8694; --good-ground: #16301f; --bad-ground: #3d1c1a; --shade: #ffffff0d; --glow: #79b8f32e;
    --gap: #0d0f12;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); }
body {
  margin: 0 auto; max-width: 1760px; padding: 20px clamp(12px, 2vw, 32px) 40px;
  font: 14px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
}
h1, h2 { margin: 0; font-weight: 650; letter-spacing: -0.01em; }
h1 { font-size: 22px; } h2 { font-size: 15px; }
code, .mono { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12px; }
.soft { color: var(--soft); }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }

header { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, auto); gap: 8px 24px; align-items: start; }
header p { margin: 2px 0 0; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 0; }
.facts div { min-width: 0; }
.facts dt { color: var(--soft); font-size: 12px; }
.facts dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }

.verdict { margin: 14px 0 0; border-radius: 8px; padding: 10px 14px; background: var(--good-ground); border: 1px solid var(--good); }
.verdict.broken { background: var(--bad-ground); border-color: var(--bad); }
.verdict strong { color: var(--good); } .verdict.broken strong { color: var(--bad); }
.verdict ol { margin: 8px 0 0; padding: 0; list-style: none; max-height: 190px; overflow: auto; display: grid; gap: 4px; }
.verdict li button { width: 100%; text-align: left; display: block; overflow-wrap: anywhere; }

section { margin-top: 16px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px 14px; min-width: 0; }
.bar { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; margin-bottom: 10px; }
.bar h2 { align-self: center; margin-right: 4px; }
.bar .push { margin-left: auto; }
.bar .group { display: flex; gap: 6px; align-items: center; }
label { display: grid; gap: 2px; font-size: 12px; color: var(--soft); }
label.check { display: flex; gap: 6px; align-items: center; min-height: 30px; font-size: 13px; color: var(--ink); }
select, input[type="search"], button {
  font: inherit; font-size: 13px; color: var(--ink); background: var(--card); border: 1px solid var(--lane);
  border-radius: 6px; padding: 4px 8px; min-height: 30px; max-width: 100%;
}
select { max-width: 210px; } #log { max-width: 300px; } input[type="search"] { width: 170px; }
button { cursor: pointer; } button:hover { background: var(--sunk); }
button[aria-pressed="true"] { background: var(--accent); color: var(--accent-ink); border-color: var(--accent); }
button:disabled { color: var(--soft); cursor: default; }

.lanes { display: grid; grid-template-columns: minmax(86px, auto) minmax(0, 1fr); gap: 0; }
.names { padding-top: 26px; }
.names button {
  display: flex; gap: 8px; justify-content: space-between; align-items: center; width: 100%; border: 0; border-radius: 4px;
  min-height: 0; padding: 0 8px 0 6px; background: none; text-align: left; white-space: nowrap; overflow: hidden;
}
.names button:hover { background: var(--sunk); }
.names button[aria-pressed="true"] { background: var(--accent); color: var(--accent-ink); }
.names button[aria-pressed="true"] .soft { color: inherit; }
.names b { font-weight: 600; max-width: 160px; overflow: hidden; text-overflow: ellipsis; } .names .soft { font-size: 11px; }
.stage { position: relative; min-width: 0; }
canvas { display: block; width: 100%; border-radius: 4px; }
#lanes { touch-action: pan-y; cursor: crosshair; } #lanes.held { cursor: grabbing; }
#overview { margin-top: 8px; cursor: ew-resize; touch-action: none; background: var(--sunk); }
.tip {
  position: absolute; z-index: 3; max-width: 380px; padding: 5px 9px; border-radius: 6px; background: var(--ink); color: var(--ground);
  font-size: 12px; pointer-events: none; overflow-wrap: anywhere;
}
.now { margin: 10px 0 0; min-height: 21px; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 12px; color: var(--soft); }
.legend li { display: flex; gap: 5px; align-items: center; }
.legend canvas { width: 22px; height: 18px; flex: none; }

.pair { display: grid; grid-template-columns: minmax(0, 1.55fr) minmax(300px, 1fr); gap: 0 16px; }
.table { border: 1px solid var(--line); border-radius: 6px; overflow: auto; height: 392px; position: relative; }
.table .head, .table .row { display: grid; width: max-content; min-width: 100%; column-gap: 0;
  grid-template-columns: 64px 92px 64px 72px 112px 104px minmax(230px, 1fr) 52px 128px 56px 128px 128px; }
.table .head { position: sticky; top: 0; z-index: 2; background: var(--sunk); color: var(--soft); font-size: 12px; height: 26px; line-height: 26px; }
.table .row { position: absolute; left: 0; height: 24px; line-height: 24px; cursor: pointer; }
.table .row:nth-child(even) { background: var(--shade); }
.table .row:hover { background: var(--sunk); }
.table .row[aria-selected="true"] { background: var(--glow); box-shadow: inset 3px 0 0 var(--accent); }
.table .row > *, .table .head > * { padding: 0 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.table .number { text-align: right; font-variant-numeric: tabular-nums; }
.table .body { position: relative; }
.is-good { color: var(--good); } .is-wait { color: var(--wait); } .is-bad { color: var(--bad); } .is-soft { color: var(--soft); }
.is-people { color: var(--people); } .is-adversary { color: var(--adversary); } .is-fault { color: var(--fault); }
.details dl { display: grid; grid-template-columns: 76px minmax(0, 1fr); gap: 3px 10px; margin: 0; }
.details dt { color: var(--soft); } .details dd { margin: 0; overflow-wrap: anywhere; min-height: 20px; }
.details .bar { margin: 12px 0 0; }

.graph { overflow: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); max-height: 460px; }
.graph svg { display: block; }
.graph text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
.graph .small { font-size: 10px; fill: var(--soft); }
.graph .said { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.graph g[role="button"] { cursor: pointer; outline: none; }
.graph g rect { fill: var(--card); stroke: var(--good); stroke-width: 1.6; }
.graph g.trunk rect { fill: var(--good-ground); }
.graph g.contested rect { stroke: var(--adversary); stroke-width: 2; stroke-dasharray: 7 3; }
.graph g.superseded rect { stroke: var(--wait); stroke-dasharray: 2 3; }
.graph g.refused rect { stroke: var(--bad); stroke-dasharray: 2 3; }
.graph g.unseen rect { stroke: var(--lane); } .graph g.unseen text { fill: var(--soft); }
.graph g.chosen rect { stroke-width: 3; filter: drop-shadow(0 0 4px var(--accent)); }
.graph g:focus-visible rect { stroke: var(--accent); stroke-width: 3; }
.graph path { fill: none; stroke: var(--lane); stroke-width: 1.6; } .graph path.trunk { stroke: var(--good); stroke-width: 2.6; }
.graph path.superseded, .graph path.refused { stroke-dasharray: 3 3; }
.key { display: inline-block; width: 16px; height: 12px; border-radius: 3px; border: 2px solid var(--good); }
.key.trunk { background: var(--good-ground); } .key.contested { border: 2px dashed var(--adversary); }
.key.superseded { border: 2px dotted var(--wait); } .key.refused { border: 2px dotted var(--bad); } .key.unseen { border-color: var(--lane); }
kbd { font: 11px ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--lane); border-bottom-width: 2px; border-radius: 4px; padding: 0 4px; background: var(--sunk); }
footer { margin-top: 16px; font-size: 12px; color: var(--soft); overflow-wrap: anywhere; }

@media (max-width: 900px) {
  header, .pair { grid-template-columns: minmax(0, 1fr); }
  .bar .push { margin-left: 0; }
}
@media (prefers-reduced-motion: no-preference) { button, select { transition: background-color 0.12s; } }
`;
