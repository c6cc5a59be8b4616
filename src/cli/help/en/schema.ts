/** Commands of the schema's files; they belong to the step "prepare". */
export const schemaCommands = {
  schema: {
    summary: 'versioned SQL files for the target, before the data',
    description: 'Bring the target to the schema that the data needs, by versioned SQL files.',
    flags: {},
    more: '',
  },
  'schema status': {
    summary: 'which files are applied, edited, or half done',
    description:
      'Say which schema files are applied, which are not, which were edited since, and which is half done.',
    flags: {},
    more: `
Reads only. The files lie in schema.dir of the config: <number>_<name>.up.sql and .down.sql.

Example:
  tenantferry schema status -c migrate.yaml

Exit codes: 0 nothing has to be put right; 2 files cannot be read, or their numbers clash; 3 something has to be put right first.`,
  },
  'schema up': {
    summary: 'apply the files that are not applied',
    description: 'Apply the schema files that are not applied, in the order of their numbers.',
    flags: {
      confirm: "the target database's name, to show that you mean it (required, unless with --dry-run)",
      steps: 'so many files at most; default: all',
      'dry-run': 'only say what each statement would do: instant, in place or copy, and what has to wait',
    },
    more: `
Each statement is noted in the ledger before and after it, so that after a crash "schema repair" knows where to go on. Statements that
change rows go into transactions. Ctrl-C ends it behind the statement that it is at.

Examples:
  tenantferry schema up -c migrate.yaml --dry-run
  tenantferry schema up -c migrate.yaml --confirm bk_bscp

Exit codes: 0 done; 2 refused, nothing was written; 4 a statement failed, what was done before it stays; 130 stopped.`,
  },
  'schema down': {
    summary: 'take the newest files back',
    description: 'Take the newest schema files back by their .down.sql, newest first.',
    flags: {
      confirm: "the target database's name, to show that you mean it (required, unless with --dry-run)",
      steps: 'so many files; default: 1',
      'dry-run': 'only say what each statement would do',
    },
    more: `
What a .down.sql drops is gone, with the rows in it. Refused where one of the files has no .down.sql.

Example:
  tenantferry schema down -c migrate.yaml --steps 1 --confirm bk_bscp

Exit codes: 0 done; 2 refused, nothing was written; 4 a statement failed, what was done before it stays; 130 stopped.`,
  },
  'schema repair': {
    summary: 'go on with the file that is half done, or take it back',
    description: 'Go on with the schema file that is half done, or take it back.',
    flags: {
      confirm: "the target database's name, to show that you mean it (required)",
      continue: 'carry out what is left of it',
      'take-back':
        'take back what is done of it, by its .down.sql; what that would drop and is not there is passed over',
      done: 'your word that the statement in doubt was done',
      'not-done': 'your word that it was not',
    },
    more: `
For the statement that was under way the tool compares what information_schema says now with what it noted before. Where that tells, your
word is not needed; where it cannot, it asks for --done or --not-done, alone or beside one of the other two. The rest of a file that failed
may be edited before.

Examples:
  tenantferry schema repair -c migrate.yaml --continue --confirm bk_bscp
  tenantferry schema repair -c migrate.yaml --not-done --take-back --confirm bk_bscp

Exit codes: 0 done; 2 refused, nothing was written; 4 a statement failed; 130 stopped.`,
  },
};
