/** Commands that look whether tenants stay apart. */
export const isolationCommands = {
  isolation: {
    summary: 'whether tenants stay apart: audit, scan, probe, report',
    description: 'See whether tenants stay apart: in what the server is asked, in source files, in the rows.',
    flags: {},
    more: '',
  },
  'isolation audit': {
    summary: 'which statements of the live server lack their tenant',
    description:
      'Listen to the target for a while, and judge each kind of statement: does it touch a tenant’s table without its tenant?',
    flags: {
      for: 'how long to listen: 30s, 10m; 0s judges all that the server has counted so far',
      baseline: 'statements in this file are known, and no fault',
      'write-baseline': 'write what is found into this file; one that is there can only shrink',
    },
    more: `
Reads the statement digests of performance_schema, never the sample texts, so no value is seen. MariaDB collects none by default: it says how to
switch that on. What cannot be judged (cut off, hidden in EXECUTE or CALL) counts as a fault until the baseline has it.

Examples:
  tenantferry isolation audit -c migrate.yaml --for 10m --write-baseline known.json
  tenantferry isolation audit -c migrate.yaml --for 10m --baseline known.json
  tenantferry isolation audit -c migrate.yaml --json > audit.jsonl

Exit codes: 0 nothing that the baseline does not have; 2 refused; 3 statements without their tenant, or that cannot be judged.`,
  },
  'isolation scan': {
    summary: 'which statements in source files lack their tenant',
    description:
      'Find the SQL in source files and say where it lacks its tenant, with the predicate to add. Changes nothing.',
    flags: { dir: 'a folder of source files' },
    more: `
Reads texts of Go, Java, Kotlin, Python, JavaScript, TypeScript, PHP, C# and Ruby, mappers of MyBatis, and .sql files. What a query
builder makes is not seen: isolation audit sees it. No value of a statement is shown.

Examples:
  tenantferry isolation scan ./services -c migrate.yaml
  tenantferry isolation scan ./services -c migrate.yaml --json | jq 'select(.type == "isolation-statement")'

Exit codes: 0 each statement has its tenant; 2 refused; 3 some do not, or cannot be judged.`,
  },
  'isolation probe': {
    summary: 'what one tenant can see of another, and rows and keys that mix them',
    description:
      'Look through a tenant’s own account for rows of others; look for references, keys and sequences that mix tenants.',
    flags: {
      user: "a tenant's own account at the target",
      'password-file': 'file with its password',
      tenant: 'the tenant whose account it is',
    },
    more: `
Reads only, counts up to 1,000 rows, and shows none. Without an account it looks at references, unique keys and sequences alone.

Examples:
  tenantferry isolation probe -c migrate.yaml
  tenantferry isolation probe -c migrate.yaml --user beta_app --password-file beta.txt --tenant beta

Exit codes: 0 nothing found; 2 refused; 3 tenants meet somewhere.`,
  },
  'isolation report': {
    summary: 'put on one page what audit, scan, probe and api-window found',
    description: 'Show again, or save as one page of Markdown, what the other commands printed with --json.',
    flags: { files: 'files with the JSON lines of these commands', output: 'write one page of Markdown' },
    more: `
Example:
  tenantferry isolation audit -c migrate.yaml --json > audit.jsonl
  tenantferry isolation scan ./services -c migrate.yaml --json > scan.jsonl
  tenantferry isolation report audit.jsonl scan.jsonl -o isolation.md

Exit codes: 0 nothing found in any of them; 2 refused; 3 something was.`,
  },
  'api-window': {
    summary: 'how much the old endpoints are still called',
    description: 'See how much the old endpoints are still called.',
    flags: {},
    more: '',
  },
  'api-window status': {
    summary: 'calls of old and new endpoints by the log of nginx',
    description:
      'Count the calls of the preset’s old and new endpoints in logs of nginx: proof that the old ones can go.',
    flags: {
      log: 'logs of nginx with an object of JSON a line; .gz, too',
      'silent-days': 'for so many days no old endpoint may have been called',
      url: 'also ask the old endpoints here for their headers Deprecation and Sunset',
    },
    more: `
Days are counted back from the log's last line. A GET endpoint is asked for its headers by GET, any other by OPTIONS.

Examples:
  tenantferry api-window status -c migrate.yaml --log access.json --silent-days 14
  tenantferry api-window status -c migrate.yaml --log access.json access.json.1.gz --url https://api.example

Exit codes: 0 silent for so long (and the headers are right); 2 refused; 3 not yet.`,
  },
};
