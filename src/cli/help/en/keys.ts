/** Commands of the keys of encrypted columns. */
export const keysCommands = {
  keys: {
    summary: 'data keys of columns that are encrypted on their way',
    description: 'Look after the data keys of encrypted columns: see docs/keys.md.',
    flags: {},
    more: '',
  },
  'keys status': {
    summary: 'data keys, the values that name each, and values that cannot be opened',
    description: 'List data keys with the values that name them, and count values that cannot be opened.',
    flags: {},
    more: `
Reads only. Counts every row of the target's encrypted columns, whoever it belongs to.

Example:
  tenantferry keys status -c migrate.yaml

Exit codes: 0 each value names a data key that can be opened; 2 the config names no keys, or they are refused; 3 some values do not.`,
  },
  'keys rotate': {
    summary: 'make a new data key, under a new version of the transit key',
    description:
      'Make a new version of the transit key, and a new data key under it. New values are encrypted with that one.',
    flags: {},
    more: `
Values that are there stay as they are, and are read with the key that they name. The key of look-up columns is never rotated: all look-ups
would find nothing.

Example:
  tenantferry keys rotate -c migrate.yaml

Exit codes: 0 done; 2 refused, nothing was written.`,
  },
  'keys rewrap': {
    summary: 'encrypt older values anew with the newest data key',
    description: 'Encrypt each value that names an older data key anew, in place.',
    flags: { confirm: "the target database's name, to show that you mean it (required)" },
    more: `
100 rows are one transaction: locked, opened, written, read again. After a crash or Ctrl-C the same command goes on with the rest. Values that
do not open are left as they are, and listed.

Example:
  tenantferry keys rewrap -c migrate.yaml --confirm bk_bscp

Exit codes: 0 done; 2 refused, nothing was written; 4 some values do not open, all others are done; 130 stopped.`,
  },
  'keys retire': {
    summary: 'make a version of the data keys unreadable',
    description:
      'Make a data key unreadable: its wrapped key is removed, and the transit key opens no older wraps any more.',
    flags: { version: 'number of the data key' },
    more: `
Refused while a value names the version, and for the active one. There is no way back.

Example:
  tenantferry keys retire 1 -c migrate.yaml

Exit codes: 0 done; 2 refused, nothing was written.`,
  },
};
