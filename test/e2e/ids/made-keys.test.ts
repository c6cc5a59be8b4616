import { expect, test } from 'vitest';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** Keys that nobody writes or that hold data: generated, of text, with a unique key over an expression, beside hidden columns. */

const tenant = ", tenant_id varchar(50) NOT NULL DEFAULT 'default'";
/** What the keys of these tables hold; no message may. */
const data = /secret-looking|m18273645|5c5c5c5c|BigInt|Unexpected|\bAAA\b|\bBBB\b/i;

function expectCode(ended: Ended, code: number): void {
  expect(ended.stdout + ended.stderr).not.toMatch(data);
  if (ended.exitCode !== code) expect(`${ended.stdout}\n${ended.stderr}`).toBe(`exit code ${code}`);
}

async function takeBack(at: OpenedCase): Promise<void> {
  const run = linesOf(await at.cli('runs')).find(({ runId }) => typeof runId === 'string');
  expectCode(await at.cli('rollback', '--run', String(run?.runId), '--confirm', at.targetDatabase), 0);
}

test('IDs of text that look like secrets go over, are validated and taken back without being shown', async () => {
  const devices = (own: string) =>
    `CREATE TABLE devices (id varchar(36) NOT NULL, biz_id int NOT NULL DEFAULT 2, name varchar(20)${own}, PRIMARY KEY (id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;`;
  const at = await openCase({
    tables: ['devices'],
    source: `${devices('')}
      INSERT INTO devices (id, name) VALUES ('m18273645', 'a'), ('secret-looking-id', 'b');`,
    target: devices(tenant),
    settings: { migration: { ids: 'preserve' } },
  });
  expectCode(await at.cli('check'), 0);
  expectCode(await at.cli('run'), 0);
  expectCode(await at.cli('validate', '--level', 'full'), 0);
  const [rows] = await at.target.query('SELECT id, name, tenant_id FROM devices ORDER BY id');
  expect(rows).toEqual([
    { id: 'm18273645', name: 'a', tenant_id: 'acme' },
    { id: 'secret-looking-id', name: 'b', tenant_id: 'acme' },
  ]);
  await takeBack(at);
});

const orders = (own: string, lower: string) =>
  `CREATE TABLE orders (code varchar(3) NOT NULL, biz_id int NOT NULL DEFAULT 2, created timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, changed datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), ref char(36) DEFAULT (uuid()), price decimal(8,0) DEFAULT (1+1), twice decimal(10,0) GENERATED ALWAYS AS (price*2) VIRTUAL, thrice decimal(10,0) GENERATED ALWAYS AS (price*3) STORED, hid int INVISIBLE DEFAULT 7${own}, PRIMARY KEY (code), KEY f ((price+1)), UNIQUE KEY lowcode (${lower}));`;
const countries = (own: string) =>
  `CREATE TABLE countries (uid binary(16) GENERATED ALWAYS AS (unhex(replace(json_unquote(json_extract(data,'$.uuid')),'-',''))) STORED NOT NULL, biz_id int NOT NULL DEFAULT 2, cid int GENERATED ALWAYS AS (json_extract(data,'$.id')) VIRTUAL, data json NOT NULL${own}, PRIMARY KEY (uid), KEY (cid));`;

test('a key of text with a unique key over an expression, and a key that the server makes of JSON', async () => {
  const at = await openCase({
    tables: ['orders', 'countries'],
    sourceServer: 'mysql',
    targetServer: 'mysql',
    settings: { options: { batch_size: 2 } },
    source: `${orders('', '(lower(code))')}
      INSERT INTO orders (code,created,changed,ref,price,hid) VALUES ('AAA','2021-09-02 11:41:53','2021-09-02 11:41:53.123456','11111111-1111-1111-1111-111111111111',0,70),('BBB','2021-09-02 11:41:54',NULL,NULL,NULL,NULL),('C','2020-01-01','2020-01-01','',99999999,0);
      ${countries('')}
      INSERT INTO countries (data) VALUES ('{"uuid":"5c5c5c5c-2700-0a0d-0000-000000000001","id":1,"x":1.0}'),('{"uuid":"00000000-0000-0000-0000-000000000000","id":2}'),('{"uuid":"ffffffff-ffff-ffff-ffff-ffffffffffff","id":3,"n":12345678901234567890}');`,
    target: `${orders(tenant, 'tenant_id, (lower(code))')}
      ${countries(tenant)}`,
  });
  expectCode(await at.cli('check'), 0);
  expectCode(await at.cli('plan'), 0);
  expectCode(await at.cli('run'), 0);
  expectCode(await at.cli('validate', '--level', 'full'), 0);
  const contents = async (side: OpenedCase['source']) => {
    const [ordered] = await side.query(
      'SELECT code, created, changed, ref, price, twice, thrice, hid FROM orders ORDER BY code',
    );
    const [listed] = await side.query(
      'SELECT HEX(uid) AS uid, cid, CAST(data AS CHAR) AS data FROM countries ORDER BY uid',
    );
    return [ordered, listed];
  };
  expect(await contents(at.target)).toEqual(await contents(at.source));
  await takeBack(at);
  expect(await contents(at.target)).toEqual([[], []]);
});

test.for([
  { flavour: 'mysql', unique: 'UNIQUE KEY lowcode ((left(code, 1)))' },
  {
    flavour: 'mariadb',
    unique: 'low varchar(20) GENERATED ALWAYS AS (left(code, 1)) VIRTUAL, UNIQUE KEY lowcode (low)',
  },
] as const)(
  "what the server computes may clash with another tenant's row: said without either row's data, on $flavour",
  async ({ flavour, unique }) => {
    const devices = (more: string) =>
      // Members of an ENUM are one thing that the check cannot judge for the server.
      `CREATE TABLE devices (id varchar(36) NOT NULL, biz_id int NOT NULL DEFAULT 2, code enum('one', 'Axx', 'Ayy')${more}, PRIMARY KEY (id));`;
    const at = await openCase({
      tables: ['devices'],
      sourceServer: flavour,
      targetServer: flavour,
      settings: { options: { batch_size: 1, parallel: 1 } },
      source: `${devices('')}
        INSERT INTO devices (id, code) VALUES ('m18273645', 'one'), ('secret-looking-id', 'Axx');`,
      target: `${devices(`${tenant}, ${unique}`)}
        INSERT INTO devices (id, code, tenant_id) VALUES ('theirs', 'Ayy', 't2');`,
    });
    expectCode(await at.cli('check'), 0);
    const ended = await at.cli('run');
    expectCode(ended, 4);
    expect(ended.stdout).toMatch(
      /table devices, range \d+ by id: .*Duplicate entry … for key '[a-z.]*lowcode'/,
    );
  },
);
