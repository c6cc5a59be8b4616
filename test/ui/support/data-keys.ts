import type { KeysConfig } from '../../../src/config/config.js';
import type { KeysReport } from '../../../src/operations/keys/types.js';

export const keysConfig: KeysConfig = {
  ...{ mount: 'transit', key: 'pii', hmacKey: 'pii-hmac', table: 'kms_data_keys', hash: 'hmac' },
};

type Version = KeysReport['versions'][number];

const version = (number: number, state: Version['state'], values: number): Version => ({
  ...{ version: number, state, values },
  madeAt: `2026-0${number}-01 02:00:00.000000`,
  wrappedBy: state === 'retired' ? null : 3,
});

/** Three versions: one is retired, values name the other two. */
export const turnedKeys: KeysReport = {
  ...{ database: 'bk_bscp_mt', table: 'kms_data_keys', key: 'pii', transit: { latest: 3, minDecryption: 2 } },
  versions: [version(1, 'retired', 0), version(2, 'inactive', 41_200), version(3, 'active', 800)],
  columns: [
    { table: 'users', column: 'email_encrypted', values: 21_000, strange: 0 },
    { table: 'users', column: 'phone_encrypted', values: 21_000, strange: 3 },
  ],
  ...{ changed: null, left: [], leftValues: 0 },
};

/** The same after a rewrap that could not open one value. */
export const rewrappedKeys: KeysReport = {
  ...turnedKeys,
  versions: [version(1, 'retired', 0), version(2, 'inactive', 0), version(3, 'active', 41_999)],
  changed: { values: 41_199, rows: 20_600 },
  left: [{ table: 'users', key: 'id=8', column: 'phone_encrypted', fault: 'broken' }],
  leftValues: 1,
};
