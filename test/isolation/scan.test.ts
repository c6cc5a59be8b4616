// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources of other languages.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scanFolder, statementsOf } from '../../src/isolation/scan/scan.js';
import { canary, tenantPairs } from '../support/tenant-statements.js';

const tenants = {
  column: 'tenant_id',
  has: (table: string) => ['kvs', 'apps'].includes(table.toLowerCase()),
};

const found = (file: string, source: string) =>
  statementsOf(file, source).map(({ forms, line }) => [
    line,
    (forms[0] ?? '').replaceAll(/\s+/g, ' ').trim(),
  ]);

describe('statements in source files', () => {
  it.each<[string, string, readonly (readonly [number, string])[]]>([
    [
      'a.go',
      'package a\n// "SELECT 1 FROM kvs"\nvar q = "SELECT * FROM kvs " +\n\t"WHERE id = ?"\n',
      [[3, 'SELECT * FROM kvs WHERE id = ?']],
    ],
    [
      'raw.go',
      'var q = `\n  SELECT a\n  FROM kvs`\nvar r = \'"\'\nvar s = "SELECT b FROM kvs"',
      [
        [2, 'SELECT a FROM kvs'],
        [5, 'SELECT b FROM kvs'],
      ],
    ],
    [
      'sprintf.go',
      'q := fmt.Sprintf("SELECT * FROM %s WHERE id = %d", t, id)',
      [[1, 'SELECT * FROM :__ WHERE id = :__']],
    ],
    [
      'A.java',
      'class A { String q = "SELECT * FROM kvs " // all\n + "WHERE a = " + id + " AND b = 1"; char c = \'"\'; }',
      [[1, 'SELECT * FROM kvs WHERE a = :__ AND b = 1']],
    ],
    [
      'Block.java',
      '@Select("""\n  SELECT *\n  FROM kvs WHERE id = #{id} ORDER BY ${column}\n  """)',
      [[2, 'SELECT * FROM kvs WHERE id = ? ORDER BY :__']],
    ],
    [
      'Append.java',
      'sb.append("DELETE FROM kvs").append(" WHERE id = 1");',
      [[1, 'DELETE FROM kvs WHERE id = 1']],
    ],
    [
      'a.kt',
      'val q = """SELECT * FROM kvs WHERE id = $id AND a = ${b.c}"""',
      [[1, 'SELECT * FROM kvs WHERE id = :__ AND a = :__']],
    ],
    [
      'a.cs',
      'var q = @"SELECT ""x"" FROM kvs\nWHERE a = 1"; var r = $"UPDATE kvs SET a = {b}";',
      [
        [1, 'SELECT "x" FROM kvs WHERE a = 1'],
        [2, 'UPDATE kvs SET a = :__'],
      ],
    ],
    [
      'a.py',
      '# \'SELECT 1 FROM kvs\'\nq = (\'SELECT * \'\n     \'FROM kvs WHERE id = %s\')\nf"""DELETE FROM kvs WHERE a = {x}"""',
      [
        [2, 'SELECT * FROM kvs WHERE id = :__'],
        [4, 'DELETE FROM kvs WHERE a = :__'],
      ],
    ],
    [
      'a.ts',
      'const r = /["\'`]/; const q = `SELECT * FROM kvs WHERE id = ${id} AND a IN (${list.map((x) => `?`)})`;',
      [[1, 'SELECT * FROM kvs WHERE id = :__ AND a IN (:__)']],
    ],
    [
      'hole.go',
      'q := fmt.Sprintf("SELECT * FROM `%s` WHERE id = ?", t)',
      [[1, 'SELECT * FROM `:__` WHERE id = ?']],
    ],
    ['cond.js', "db.query('SELECT * FROM kvs ' + where)", [[1, 'SELECT * FROM kvs :__']]],
    [
      'a.php',
      '<?php\n$q = "SELECT * FROM kvs WHERE id = $id" . " AND a = {$b[\'c\']}";\n$r = <<<SQL\nUPDATE kvs\nSET a = 1\nSQL;',
      [
        [2, 'SELECT * FROM kvs WHERE id = :__ AND a = :__'],
        [4, 'UPDATE kvs SET a = 1'],
      ],
    ],
    [
      'a.rb',
      'q = <<~SQL\n  SELECT * FROM kvs WHERE id = #{id}\nSQL\nx = "DELETE FROM kvs" \\\n  " WHERE a = 1"',
      [
        [2, 'SELECT * FROM kvs WHERE id = :__'],
        [4, 'DELETE FROM kvs WHERE a = 1'],
      ],
    ],
    [
      'a.sql',
      '-- name: Get :one\nSELECT * FROM kvs\nWHERE id = ?;\n\nDELETE FROM kvs;\nCREATE TABLE x (id int);',
      [
        [2, '-- name: Get :one SELECT * FROM kvs WHERE id = ?'],
        [5, 'DELETE FROM kvs'],
      ],
    ],
    ['words.ts', 'say("Select a file"); say("Update the settings")', []],
    [
      'two.go',
      'Exec("SELECT 1 FROM kvs", "SELECT 2 FROM kvs")',
      [
        [1, 'SELECT 1 FROM kvs'],
        [1, 'SELECT 2 FROM kvs'],
      ],
    ],
  ])('%s', (file, source, statements) => {
    expect(found(file, source)).toEqual(statements);
  });
});

const mapper = `<?xml version="1.0"?>
<mapper namespace="a">
  <!-- <select id="no">SELECT * FROM kvs</select> -->
  <sql id="columns">id, name</sql>
  <select id="list">
    SELECT <include refid="columns"/> FROM kvs
    <where>
      <if test="tenant != null">AND tenant_id = #{tenant}</if>
      <if test="a &lt; 1">AND a = #{a}</if>
    </where>
  </select>
  <select id="get"><![CDATA[SELECT * FROM kvs WHERE tenant_id = #{tenant} AND id < #{id}]]></select>
  <update id="put">UPDATE kvs <set><if test="a">a = #{a},</if></set> WHERE tenant_id = #{t} AND id IN
    <foreach collection="ids" item="i" open="(" separator="," close=")">#{i}</foreach></update>
  <insert id="add">INSERT INTO kvs <trim prefix="(" suffix=")" suffixOverrides=",">id, <if test="t">tenant_id,</if></trim>
    <trim prefix="VALUES (" suffix=")" suffixOverrides=",">#{id}, <if test="t">#{t},</if></trim></insert>
</mapper>`;

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe('a folder of source files', () => {
  it('is judged file by file, and nothing in it is changed', async () => {
    const files = {
      'b/Mapper.xml': mapper,
      'a.go':
        'var q = "SELECT * FROM kvs WHERE name = \'canary\' AND id = 4711"\nvar r = "SELECT * FROM other"',
      'good.py': '"SELECT * FROM kvs WHERE tenant_id = %s"',
      'node_modules/x/index.js': '"SELECT * FROM kvs"',
      'pom.xml': '<project><select>SELECT * FROM kvs</select></project>',
      'notes.md': '"SELECT * FROM kvs"',
    };
    const folder = await folderWith(files);
    const { statements, figures } = await scanFolder(folder, tenants);
    expect(
      statements.map(({ file, line, verdict, statement, missing }) => [
        file,
        line,
        verdict,
        statement,
        missing.map(({ predicate }) => predicate),
      ]),
    ).toEqual([
      ['a.go', 1, 'bad', 'SELECT * FROM kvs WHERE name = ? AND id = ?', ['tenant_id = ?']],
      ['b/Mapper.xml', 5, 'bad', 'SELECT id, name FROM kvs', ['tenant_id = ?']],
      ['b/Mapper.xml', 15, 'bad', 'INSERT INTO kvs ( id ) VALUES ( ? )', ['tenant_id']],
    ]);
    expect(JSON.stringify(statements)).not.toMatch(/canary|4711/);
    expect(figures).toEqual({
      files: 4,
      filesWithStatements: 3,
      filesToChange: 2,
      filesLeftOut: 0,
      statements: { untouched: 1, good: 3, several: 0, bad: 3, unclear: 0 },
      changes: 3,
      complexity: 'low',
    });
    for (const [name, text] of Object.entries(files))
      expect(await readFile(join(folder, name), 'utf8')).toBe(text);
    expect((await readdir(folder)).length).toBe(6);
  });

  it.each<[string, (sql: string) => string]>([
    ['a.go', (sql) => `var q = \`\n  ${sql}\``],
    [
      'A.java',
      (sql) =>
        `class A { String q =\n "${sql.replace(' WHERE', ' "\n + "WHERE').replaceAll(/"(?=\]|canary)/g, '\\"')}"; }`,
    ],
    ['a.py', (sql) => `q = (\n f"""${sql.replaceAll('{', '{{')}"""\n)`],
    ['a.ts', (sql) => `const q =\n sql\`${sql.replaceAll('$', '\\$')}\`;`],
    ['a.php', (sql) => `<?php $q = <<<'SQL'\n${sql}\nSQL;`],
    ['A.cs', (sql) => `var q =\n @"${sql.replaceAll('"', '""')}";`],
  ])('is judged as what a server is asked is: %s', async (name, form) => {
    for (const [at, verdict] of ['good', 'bad'].entries()) {
      const files = tenantPairs.map((pair, index) => [`${index}/${name}`, form(pair[at as 0 | 1])] as const);
      const { statements, figures } = await scanFolder(await folderWith(Object.fromEntries(files)), tenants);
      expect(statements.filter((one) => one.verdict !== verdict)).toEqual([]);
      expect(figures.statements).toMatchObject({ [verdict]: files.length, several: 0, unclear: 0 });
      expect(JSON.stringify(statements)).not.toMatch(new RegExp(`${canary}|acme|4711`));
      for (const { line } of statements) expect(line).toBe(2);
    }
  });

  it('shows no value, whichever way its quotes are read', async () => {
    const files = {
      'a.go': "var q = `SELECT id FROM kvs WHERE path = 'C:\\' AND name = 'canary'`",
      'b.go': "var q = `SELECT id FROM kvs WHERE a = 'canary`",
    };
    const { statements } = await scanFolder(await folderWith(files), tenants);
    expect(statements.map(({ file }) => file)).toEqual(['a.go', 'b.go']);
    expect(JSON.stringify(statements)).not.toContain('canary');
  });

  it('may be empty, and has to be there', async () => {
    const folder = await folderWith({});
    expect((await scanFolder(folder, tenants)).figures.complexity).toBe('none');
    await expect(scanFolder(join(folder, 'none'), tenants)).rejects.toThrow(/none cannot be read \(ENOENT\)/);
  });
});
