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
const needed = [24, 15];
const found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    `tenantferry needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}. Install a newer Node and run the same command again.\n`,
  );
  process.exit(2);
}
process.env.NODE_ENV = process.env.NODE_ENV || 'production';
import('../dist/cli.js').then((cli) => cli.main(process.argv.slice(2), early));
