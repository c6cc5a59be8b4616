#!/usr/bin/env node
// Plain, old syntax on purpose: this file must still parse where Node is too old for the rest.
const needed = [24, 15];
const found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    `tenantferry needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}. Install a newer Node and run the same command again.\n`,
  );
  process.exit(2);
}
// Rows stream through as short-lived buffers: V8 would let its young generation grow to 128 MB for them, and 8 do as well.
// The flag counts only from a process's start, so the process replaces itself, keeping its pid and terminal.
const flag = '--max-semi-space-size=4';
if (
  process.platform !== 'win32' &&
  typeof process.execve === 'function' &&
  !process.execArgv.includes(flag)
) {
  process.execve(process.execPath, [process.execPath, flag].concat(process.execArgv, process.argv.slice(1)));
}
process.env.NODE_ENV = process.env.NODE_ENV || 'production';
import('../dist/cli.js').then((cli) => cli.main(process.argv.slice(2)));
