import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** Servers that speak another language: what of their messages may be shown, and what they mean, is known of the English ones. */

const canary = 'hunter2';
const languages = {
  mariadb: ['de_DE', 'fr_FR', 'ja_JP', 'zh_CN'],
  mysql: ['de_DE', 'fr_FR', 'ja_JP', 'ru_RU'],
};

describe.each(['mariadb', 'mysql'] as const)('%s', (flavour) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await (flavour === 'mariadb' ? startMariadb : startMysql)({});
  });
  afterAll(() => server?.remove());

  const goods = (more: string) =>
    `CREATE TABLE goods (id int unsigned NOT NULL, biz_id int NOT NULL DEFAULT 2, v varchar(50), ${more} PRIMARY KEY (id))`;
  const open = (target: string): Promise<OpenedCase> =>
    openCase({
      source: `${goods('')};\nINSERT INTO goods (id, v) VALUES (1, '${canary}'), (2, '${canary}-2');`,
      target: `${goods(`tenant_id varchar(50) NOT NULL DEFAULT 'default', ${target}`)};`,
      tables: ['goods'],
      sourceServer: server,
      targetServer: server,
    });

  it.each(languages[flavour])(
    'that speaks %s copies, and says in English what it refuses, without values',
    async (language) => {
      const fits = await open('half decimal(4,1) AS (id / 3) STORED,');
      await fits.target.query(`SET GLOBAL lc_messages = '${language}'`);
      const ran = await fits.cli('run');
      expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);

      const refuses = await open('');
      await refuses.target.query(
        'CREATE TRIGGER twice BEFORE INSERT ON goods FOR EACH ROW BEGIN IF NEW.id = 2 THEN INSERT INTO seen SELECT NEW.v; END IF; END',
      );
      await refuses.target.query('CREATE TABLE seen (v varchar(50) PRIMARY KEY)');
      await refuses.target.query(`INSERT INTO seen VALUES ('${canary}-2')`);
      const ended = await refuses.cli('run');
      const said = ended.stdout + ended.stderr;
      expect(ended.exitCode, said).toBe(4);
      expect(said).not.toContain(canary);
      expect(said).toMatch(/Duplicate entry … for key '(seen\.)?PRIMARY'/);
    },
  );
});
