"""The look of the HTML report, light, dark and printed. State is always a word; colour only repeats it."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #56606e; --paper: #fff; --band: #f4f6f9; --line: #d5dae1;
  --good: #00604a; --goodback: #e4f6ec; --bad: #8e1b10; --badback: #fde7e3; --link: #0b4f9c; --bar: #2f8f6b; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceff3; --soft: #aab3bf; --paper: #14181d; --band: #1d232a; --line: #39424d;
  --good: #8fe0b8; --goodback: #12352a; --bad: #ffb3a8; --badback: #451812; --link: #8fc1ff; --bar: #4fb78d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line); }
.kind, .version { margin: .2rem 0; color: var(--soft); }
.verdict { margin: 1rem 0 0; padding: .7rem 1rem; border-left: .4rem solid; border-radius: .3rem; font-size: 1.1rem; }
.verdict strong { letter-spacing: .04em; margin-right: .5rem; }
.passed { color: var(--good); background: var(--goodback); border-color: var(--good); }
.failed { color: var(--bad); background: var(--badback); border-color: var(--bad); }
.verdict span { color: var(--ink); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--band); border-bottom: 2px solid var(--line); white-space: nowrap; }
tbody th { font-weight: 500; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.summary thead th:nth-child(n+2):nth-child(-n+7) { text-align: right; }
.bar { display: inline-block; width: 7rem; height: .7rem; margin-right: .7rem; border: 1px solid var(--soft); border-radius: .2rem;
  vertical-align: middle; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--bar); }
.short { color: var(--bad); font-weight: 700; }
.met { color: var(--good); }
.items { table-layout: fixed; }
.items thead th { white-space: normal; }
.items th:first-child { width: 72%; }
.told th:first-child { width: 38%; }
.told th:nth-child(2) { width: 26%; }
.items tbody th, .items td { overflow-wrap: anywhere; }
code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .87em; }
.place { color: var(--soft); overflow-wrap: anywhere; }
.issues { padding-left: 1.2rem; }
.issues li { margin: .4rem 0; }
.hint { color: var(--soft); }
.code { font-weight: 700; color: var(--bad); }
details { margin: .6rem 0; border: 1px solid var(--line); border-radius: .3rem; padding: 0 .8rem; }
summary { cursor: pointer; padding: .5rem 0; font-weight: 600; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
figure { margin: 0; }
.drawn { background: #fff; border: 1px solid var(--line); border-radius: .3rem; max-height: 46rem; overflow: auto; }
.drawn img { display: block; min-width: 100%; }
figcaption { color: var(--soft); font-size: .9rem; }
footer { margin-top: 3rem; color: var(--soft); font-size: .9rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) { .bar { display: none; } body { padding: .8rem; } .items th, .items td { padding: .3rem .35rem; font-size: .85rem; } }
@media print { .drawn { max-height: none; } .drawn img { max-width: 100%; } :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 9.5pt; } tr { break-inside: avoid; } }
"""
