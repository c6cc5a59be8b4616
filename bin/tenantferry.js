#!/usr/bin/env node
// Plain, old syntax on purpose: this file must still parse where Node is too old for the rest.
// A signal that nobody listens for kills the process without a word: from here on somebody always does. What comes before the
// tool is loaded is kept for it.
const early = [];
['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
  process.on(signal, () => {
    early.push(signal);
  });
});
// The packages we build on run from these on, in each line of Node that is still cared for (`engines` in package.json).
const firstOfLine = { 22: [22, 22, 2], 24: [24, 15, 0] };
const found = process.versions.node.split('.').map(Number);
const first = firstOfLine[found[0]] || [25, 0, 0];
const at = [0, 1, 2].find((part) => found[part] !== first[part]);
if (at !== undefined && found[at] < first[at]) {
  process.stderr.write(
    `tenantferry needs Node 22.22.2, Node 24.15 or newer; this is Node ${process.versions.node}. Install a newer one (nodejs.org/en/download has builds that need no root) and run the same command again.\n`,
  );
  process.exit(2);
}
process.env.NODE_ENV = process.env.NODE_ENV || 'production';
import('../dist/cli.js').then((cli) => cli.main(process.argv.slice(2), early));
