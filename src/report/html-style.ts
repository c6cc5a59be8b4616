/** The report's look: light and dark, phone and desk, screen and paper. */
export const reportStyle = `
:root { color-scheme: light dark; --text: #1c2126; --soft: #5a6570; --line: #d5dbe0; --ground: #fff; --raised: #f5f7f9;
  --good: #0a6b3d; --warning: #8a5300; --bad: #b3202a; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --soft: #9aa6b2; --line: #39424c; --ground: #15191d;
  --raised: #1d2328; --good: #5fd39a; --warning: #f0b45a; --bad: #ff8087; --link: #7cb8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 75rem; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: .6rem 1rem; margin: 0; list-style: none;
  background: var(--raised); border-radius: .4rem; }
.up { display: none; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .25rem 1.25rem; margin: .8rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; min-width: 100%; font-size: .9rem; }
th, td { padding: .35rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { background: var(--raised); white-space: nowrap; }
td { max-width: 32rem; overflow-wrap: break-word; }
.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td .good, td .warning, td .bad { white-space: nowrap; } td .long { white-space: normal; }
code { font: .92em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
td code { white-space: nowrap; } td code.long { white-space: normal; display: inline-block; min-width: 16rem; }
#log td, #secrets td { overflow-wrap: anywhere; }
.status { margin: .5rem 0; padding: .5rem .8rem; border-left: .3rem solid; background: var(--raised); font-weight: 600; }
.good { color: var(--good); } .warning { color: var(--warning); } .bad { color: var(--bad); }
@media (max-width: 40rem) { body { padding: 1rem .8rem; font-size: 15px; }
  .up { display: block; margin: .6rem 0; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } th, td { padding: .3rem .45rem; }
  .broad, .broad tbody { display: block; } .broad thead { display: none; }
  .broad tr { display: block; margin: 0 0 .7rem; padding: .3rem .6rem; border: 1px solid var(--line); border-radius: .4rem; }
  .broad td { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .6rem; max-width: none; padding: .15rem 0; border: 0;
    text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .broad td::before { content: attr(data-label); color: var(--soft); } .broad td:empty { display: none; }
  .broad td code, .broad td code.long { white-space: normal; min-width: 0; } }
@media print { :root { --text: #000; --soft: #333; --line: #999; --ground: #fff; --raised: #fff; --good: #000; --warning: #000;
  --bad: #000; } body { max-width: none; padding: 0; font-size: 10pt; } nav, .up { display: none; } .wide { overflow: visible; }
  table { font-size: 8pt; } thead { display: table-header-group; } tr { break-inside: avoid; } h2 { break-after: avoid; }
  td, td code { overflow-wrap: break-word; } td code.long { white-space: normal; min-width: 15em; overflow-wrap: anywhere; }
  th, td { padding: .25rem .4rem; } }
@page { margin: 15mm; }
`;
