/** How a report looks: on a screen, light or dark, on a phone and on paper. */
import { asMarkup } from './markup';

/**
 * Sender colours are told apart with every kind of colour blindness (after Okabe and Ito, darkened for white paper); zones
 * are grey, so that a colour always means a sender.
 */
export const styleSheet = asMarkup(`
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --faint: #5b6470; --line: #e3e6ea; --soft: #f5f6f8; --accent: 0 92 175;
  --sender-1: #0072b2; --sender-2: #e69f00; --sender-3: #009e73; --sender-4: #cc79a7; --sender-5: #56b4e9; --sender-6: #d55e00;
  --rest: #a9b0b8; --zone: #6f7884; --caution: #9a5b00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e7e9ec; --faint: #a0a8b2; --line: #2c3138; --soft: #1c2025; --accent: 86 164 235;
    --sender-1: #3d9bdc; --sender-2: #e6a92a; --sender-3: #2bb48b; --sender-4: #d98fb8; --sender-5: #86caf2; --sender-6: #e5773a;
    --rest: #6a727c; --zone: #868f9a; --caution: #e6a92a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 56px 24px 40px; max-width: 888px; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, p, dl, dd, ul, figure { margin: 0; padding: 0; }
h1 { font-size: 34px; line-height: 1.15; font-weight: 650; letter-spacing: -0.02em; overflow-wrap: anywhere; text-wrap: balance; }
h2 { font-size: 19px; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
header { padding-bottom: 28px; border-bottom: 1px solid var(--line); }
.overline { color: var(--faint); font-size: 13px; font-weight: 600; margin-bottom: 8px; }
.about { color: var(--faint); margin-top: 10px; overflow-wrap: anywhere; }
.about strong { color: var(--ink); font-weight: 600; }
section { margin-top: 48px; }
header + main > section:first-child { margin-top: 28px; }
.lead { font-size: 20px; line-height: 1.45; letter-spacing: -0.005em; text-wrap: pretty; }
.lead strong { font-weight: 650; white-space: nowrap; }
p { text-wrap: pretty; }
p + p { margin-top: 8px; }
.note, figcaption { color: var(--faint); font-size: 13px; line-height: 1.5; }
.note, .scroll + p { margin-top: 12px; }
h2 + p { margin-top: 8px; }
h2 + .note { margin-top: 4px; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); margin: 28px 0 24px; border: 1px solid var(--line); border-radius: 8px; }
.figures > div { padding: 16px 18px; min-width: 0; }
.figures > div + div { border-left: 1px solid var(--line); }
.figures dt, .figures .more { color: var(--faint); font-size: 13px; line-height: 1.4; }
.figures .value {
  display: block; margin: 2px 0 3px; font-size: 25px; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em;
  overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
}
.figures .more { display: block; }
.name { overflow-wrap: anywhere; }
.notices { margin-top: 20px; padding: 12px 18px; background: var(--soft); border-radius: 8px; list-style: none; font-size: 14px; }
.notices li + li { margin-top: 4px; }
.severity { color: var(--caution); font-weight: 600; }
.severity::first-letter { text-transform: uppercase; }
figure, .scroll { margin-top: 14px; }
figure svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
figcaption { margin-top: 8px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px; list-style: none; font-size: 13px; }
.legend li { max-width: 100%; overflow-wrap: anywhere; }
.key { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 2px; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid rgb(var(--accent)); outline-offset: 4px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.4; }
th, td { padding: 7px 0 7px 16px; text-align: right; vertical-align: baseline; font-weight: 400; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--faint); font-size: 13px; border-bottom: 1px solid var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tfoot tr:first-child > * { border-top: 1px solid var(--faint); font-weight: 600; }
th[scope="row"], .list th:first-child, .list td.name, .list thead th.name { text-align: left; }
.list .name { white-space: normal; min-width: 9.5em; }
.rest { color: var(--faint); }
.list .bars { width: 22%; min-width: 80px; vertical-align: middle; }
.bar { display: block; height: 8px; border-radius: 2px; background: var(--soft); }
.bar span { display: block; height: 100%; min-width: 1px; border-radius: 2px; background: rgb(var(--accent)); }
.coverage .meaning, .coverage thead th:last-child { text-align: left; white-space: normal; color: var(--faint); min-width: 220px; font-weight: 400; }
.coverage .part { padding-left: 16px; }
.coverage tfoot tr + tr > * { border-top: 1px solid var(--line); font-weight: 400; }
.matrix { border-collapse: separate; border-spacing: 3px; }
.matrix th, .matrix td, .matrix thead th { border: 0; padding: 10px 12px; }
.matrix th:first-child { padding-left: 0; text-align: left; color: var(--faint); }
.matrix thead th { padding-block: 4px; }
.matrix thead th { white-space: normal; vertical-align: bottom; }
.matrix.dense { font-size: 12.5px; }
.matrix.dense th, .matrix.dense td, .matrix.dense thead th { padding: 7px 5px; font-size: inherit; }
.matrix tbody td { border-radius: 4px; }
.matrix .crossing { background: rgb(var(--accent) / var(--shade)); }
.matrix .within { box-shadow: inset 0 0 0 1px var(--line); }
.matrix .unknown, .matrix .none { color: var(--faint); }
.matrix tfoot tr:first-child > * { border: 0; }
.matrix .sum { font-weight: 600; }
sup { line-height: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-top: 48px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--faint); font-size: 13px; }
@media (max-width: 600px) {
  body { padding: 28px 16px; }
  h1 { font-size: 27px; }
  .lead { font-size: 18px; }
  .wide { display: none; }
  .narrow { display: block; }
  .figures { grid-template-columns: 1fr 1fr; }
  .figures > div:nth-child(odd) { border-left: 0; }
  .figures > div:nth-child(n+3) { border-top: 1px solid var(--line); }
  .figures .value { font-size: 21px; }
  th, td { padding-left: 12px; }
  .list .bars { display: none; }
}
@page { size: A4; margin: 16mm 15mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.45; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1 { font-size: 22pt; }
  h2 { font-size: 12.5pt; }
  header { padding-bottom: 16px; }
  .lead { font-size: 13pt; }
  .figures { margin: 16px 0; }
  .figures > div { padding: 10px 14px; }
  .figures .value { font-size: 16pt; }
  .note, figcaption, .notices, .legend, .about, .figures dt, .figures .more, table, thead th, footer { font-size: 9pt; }
  .notices { margin-top: 14px; }
  th, td { padding-block: 5px; }
  section, footer { margin-top: 24px; }
  h2, h2 + .note, .legend { break-after: avoid; }
  section:not([aria-labelledby="exchanges"]), tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  /* At the end of a table, not of each page. */
  tfoot { display: table-row-group; }
}
`);
