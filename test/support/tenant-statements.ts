/** A value that nothing may show. */
export const canary = 'canary-Qz72mK';

/**
 * The same statement with its tenant, and without: of tables `apps (id, biz_id, name, tenant_id)` and `kvs (id, app_id, biz_id, name,
 * tenant_id)`, and of `shards (id, name)`, which belongs to nobody. Both servers carry all of them out.
 */
export const tenantPairs: readonly (readonly [good: string, bad: string])[] = [
  [
    `WITH x AS (SELECT id, tenant_id FROM apps WHERE tenant_id = 'acme') SELECT k.id FROM x JOIN kvs k ON k.tenant_id = x.tenant_id AND k.app_id = x.id`,
    `WITH x AS (SELECT id FROM apps WHERE tenant_id = 'acme') SELECT k.id FROM x JOIN kvs k ON k.app_id = x.id`,
  ],
  [
    `WITH RECURSIVE r AS (SELECT id, tenant_id FROM kvs WHERE tenant_id = 'acme' UNION ALL SELECT a.id, a.tenant_id FROM apps a JOIN r ON a.id = r.id + 100 AND a.tenant_id = r.tenant_id) SELECT id FROM r`,
    `WITH RECURSIVE r AS (SELECT id FROM kvs WHERE tenant_id = 'acme' UNION ALL SELECT a.id FROM apps a JOIN r ON a.id = r.id + 100) SELECT id FROM r`,
  ],
  [
    `SELECT id FROM apps a WHERE a.tenant_id = 'acme' AND EXISTS (SELECT 1 FROM kvs k WHERE k.app_id = a.id AND k.tenant_id = a.tenant_id)`,
    `SELECT id FROM apps a WHERE EXISTS (SELECT 1 FROM kvs k WHERE k.tenant_id = a.tenant_id AND k.name = '${canary}')`,
  ],
  [
    `SELECT a.id FROM apps a WHERE a.tenant_id = 'acme' AND NOT EXISTS (SELECT 1 FROM kvs k WHERE k.tenant_id = 'acme' AND k.app_id = a.id)`,
    `SELECT a.id FROM apps a WHERE NOT EXISTS (SELECT 1 FROM kvs k WHERE k.tenant_id = 'acme' AND a.tenant_id = 'acme')`,
  ],
  [
    `SELECT k.name FROM shards s LEFT JOIN kvs k ON k.id = s.id AND k.tenant_id = 'acme' WHERE s.name = '${canary}'`,
    `SELECT k.name FROM kvs k LEFT JOIN shards s ON s.id = k.id AND k.tenant_id = 'acme' WHERE s.name = '${canary}'`,
  ],
  [
    `SELECT k.id FROM apps a RIGHT JOIN kvs k ON k.tenant_id = a.tenant_id WHERE k.tenant_id = 'acme'`,
    `SELECT k.id FROM apps a RIGHT JOIN kvs k ON k.tenant_id = a.tenant_id AND a.tenant_id = 'acme'`,
  ],
  [
    `SELECT name FROM kvs WHERE (tenant_id, id) = ('acme', 4711)`,
    `SELECT name FROM kvs WHERE (tenant_id, app_id) IN (SELECT tenant_id, id FROM apps)`,
  ],
  [
    `INSERT IGNORE INTO kvs (tenant_id, name) SELECT 'acme', name FROM shards ON DUPLICATE KEY UPDATE kvs.name = '${canary}'`,
    `INSERT IGNORE INTO kvs (tenant_id, name) SELECT tenant_id, name FROM apps WHERE name = '${canary}'`,
  ],
  [
    `UPDATE kvs k JOIN apps a ON a.tenant_id = k.tenant_id AND a.id = k.app_id SET k.name = a.name WHERE a.tenant_id = 'acme'`,
    `UPDATE kvs k JOIN apps a ON a.id = k.app_id SET k.name = a.name WHERE a.tenant_id = 'acme'`,
  ],
  [
    `UPDATE kvs SET name = (SELECT MAX(name) FROM apps WHERE tenant_id = 'acme') WHERE tenant_id = 'acme'`,
    `UPDATE kvs SET name = (SELECT MAX(name) FROM apps) WHERE tenant_id = 'acme'`,
  ],
  [
    `DELETE k, a FROM kvs k INNER JOIN apps a USING (tenant_id, id) WHERE k.tenant_id = 'nobody'`,
    `DELETE k FROM kvs k JOIN apps a ON a.id = k.app_id WHERE a.tenant_id = 'nobody'`,
  ],
  [
    `SELECT id, ROW_NUMBER() OVER (PARTITION BY app_id ORDER BY id) FROM kvs WHERE tenant_id = 'acme'`,
    `SELECT id, COUNT(*) OVER (PARTITION BY tenant_id ORDER BY id) FROM kvs`,
  ],
  [
    `SELECT q.id FROM (SELECT id, tenant_id, RANK() OVER (ORDER BY id) AS r FROM kvs WHERE tenant_id = 'acme') q WHERE q.r < 5`,
    `SELECT q.id FROM (SELECT id, tenant_id, RANK() OVER (ORDER BY id) AS r FROM kvs) q WHERE q.tenant_id = 'acme'`,
  ],
  [
    `SELECT k.id, j.v FROM kvs k, JSON_TABLE('["${canary}"]', '$[*]' COLUMNS (v VARCHAR(50) PATH '$')) j WHERE k.tenant_id = 'acme'`,
    `SELECT k.id FROM kvs k JOIN JSON_TABLE('["${canary}"]', '$[*]' COLUMNS (tenant_id VARCHAR(50) PATH '$')) j ON j.tenant_id = 'acme'`,
  ],
  [
    `SELECT x.id FROM kvs x, kvs y WHERE x.tenant_id = 'acme' AND y.tenant_id = x.tenant_id`,
    `SELECT x.id FROM kvs x, kvs y WHERE x.tenant_id = 'acme' AND y.id = x.id`,
  ],
  [
    `SELECT id FROM kvs WHERE 'acme' = tenant_id AND (name = '${canary}' OR id = 4711)`,
    `SELECT id FROM kvs WHERE 'acme' = tenant_id AND 1 = 1 OR name = '${canary}'`,
  ],
  [
    `SELECT app_id, COUNT(*) FROM kvs WHERE tenant_id = 'acme' GROUP BY app_id HAVING COUNT(*) > 4711`,
    `SELECT tenant_id, COUNT(*) FROM kvs GROUP BY tenant_id HAVING tenant_id = 'acme'`,
  ],
  [
    `SELECT id FROM kvs WHERE tenant_id = 'acme' EXCEPT SELECT id FROM apps WHERE tenant_id = 'acme'`,
    `SELECT id FROM kvs WHERE tenant_id = 'acme' EXCEPT SELECT id FROM apps WHERE name = '${canary}'`,
  ],
  [
    `SELECT a.id, (SELECT COUNT(*) FROM kvs k WHERE k.tenant_id = a.tenant_id) FROM apps a WHERE a.tenant_id = 'acme'`,
    `SELECT a.id, (SELECT COUNT(*) FROM kvs k WHERE k.app_id = a.id) FROM apps a WHERE a.tenant_id = 'acme'`,
  ],
  [
    `SELECT id FROM kvs WHERE tenant_id = 'acme' ORDER BY (SELECT MAX(id) FROM apps WHERE tenant_id = 'acme')`,
    `SELECT id FROM kvs WHERE tenant_id = COALESCE('${canary}', tenant_id) ORDER BY id`,
  ],
];
