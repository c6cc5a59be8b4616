import type { Reason, Sentence } from '../core/sentence.js';
import type { MysqlError } from './errors.js';
import { say } from './words.js';

/** What an operator does about a server's answer. */
interface FailureExplanation {
  readonly remedy: string;
  readonly because: Reason;
}

type Cause = Omit<FailureExplanation, 'because'> & { readonly because: { readonly code: string } };

const lost: Cause = {
  because: { code: 'failure.lost' },
  remedy: 'Look whether the server runs and is reachable from here; then run the same command again.',
};

const causes: readonly (Cause & { readonly numbers: readonly number[] })[] = [
  {
    numbers: [1290, 1836, 1792],
    because: { code: 'failure.read-only' },
    remedy:
      'The server takes no writes. Name the primary in the config, or: SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; then run the same command again.',
  },
  {
    numbers: [3819, 4025, 1369],
    because: { code: 'failure.constraint' },
    remedy:
      'A row breaks a CHECK constraint of the table. Correct the row in the source or the constraint in the target; then run the same command again.',
  },
  {
    numbers: [1216, 1217, 1451, 1452, 1761, 1762, 3008],
    because: { code: 'failure.foreign-key' },
    remedy:
      'A foreign key of the target stands against it: move or remove the rows on its other side first; then run the same command again.',
  },
  {
    numbers: [1040, 1203, 1226],
    because: { code: 'failure.connections' },
    remedy:
      'Close idle connections, lower options.parallel, or raise max_connections or the limit of the user (ALTER USER … WITH MAX_USER_CONNECTIONS 0); then run the same command again.',
  },
  {
    numbers: [1044, 1142, 1143, 1227, 1370, 3530],
    because: { code: 'failure.privilege' },
    remedy:
      'The account lacks this right. "tenantferry check" prints the GRANT statements that are missing; then run the same command again.',
  },
  {
    numbers: [1045, 1130, 1698, 1820, 1862, 3118, 3159, 3955, 4151],
    because: { code: 'failure.account' },
    remedy:
      'The account may not log in any more. "tenantferry check" says why: password, lock, expiry, TLS; then run the same command again.',
  },
  {
    numbers: [1524, 1126],
    because: { code: 'failure.plugin' },
    remedy: 'Install the plugin on the server, or give the account another authentication method.',
  },
  {
    numbers: [1021, 1026, 1114, 1030, 1180, 3675],
    because: { code: 'failure.storage' },
    remedy:
      'Look at the free space and the error log of the server, make room; then run the same command again.',
  },
  {
    numbers: [1205, 1213, 1020],
    because: { code: 'failure.locked' },
    remedy:
      'Another transaction holds rows or tables: look for it with SHOW PROCESSLIST, end it; then run the same command again.',
  },
  {
    numbers: [1062, 1022, 1169, 1586, 1859],
    because: { code: 'failure.duplicate' },
    remedy:
      'A row with the same key is there already. "tenantferry check" names the rows that clash; then run the same command again.',
  },
  {
    numbers: [1048, 1264, 1265, 1292, 1364, 1366, 1406, 1411, 1525, 1526, 1748, 3140],
    because: { code: 'failure.value' },
    remedy:
      'The target does not take a value of this column. Correct the row in the source or the column in the target; then run the same command again.',
  },
  {
    numbers: [1049, 1054, 1146],
    because: { code: 'failure.schema' },
    remedy:
      'The schema is another one than the preset describes. "tenantferry check" names what is missing; then run the same command again.',
  },
  {
    numbers: [1153],
    because: { code: 'failure.packet' },
    remedy:
      'Raise max_allowed_packet on the server (SET GLOBAL max_allowed_packet = 1073741824); then run the same command again.',
  },
  {
    numbers: [1317, 1969, 3024],
    because: { code: 'failure.interrupted' },
    remedy:
      'Somebody, or a time limit of the server, ended the statement: look at max_statement_time and max_execution_time; then run the same command again.',
  },
  {
    numbers: [1644],
    because: { code: 'failure.trigger' },
    remedy:
      'Read the triggers of the table (SHOW TRIGGERS) and correct the row, or drop the trigger; then run the same command again.',
  },
  { numbers: [1053, 1077, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 3168, 3169, 4031], ...lost },
];

const byNumber = new Map(causes.flatMap(({ numbers, ...cause }) => numbers.map((number) => [number, cause])));

const other: Cause = {
  because: { code: 'failure.server' },
  remedy:
    "Look at the server's error log; what was committed stays, and the same command goes on from there.",
};

/** What the tool itself found while it copied: the message says what. */
const ours: Cause = {
  because: { code: 'failure.copy' },
  remedy: 'Correct what is named above; then run the same command again.',
};

/** What to do about a failure; `next` is said after it. The server's words are the caller's to say. */
export function explainFailure(error: MysqlError, next?: string): FailureExplanation {
  const { because, remedy } = causeOf(error);
  return {
    remedy: next === undefined ? remedy : `${remedy}\n${next}`,
    because: {
      ...because,
      params: { message: failureMessage(error), next: next ?? null, said: failureSaid(error) },
    },
  };
}

function causeOf({ errno, connectionLost }: MysqlError): Cause {
  const known = byNumber.get(errno);
  if (known !== undefined) return known;
  if (connectionLost) return lost;
  return errno === 0 ? ours : other;
}

/** `ER_DUP_ENTRY (1062): Duplicate entry … for key 'PRIMARY'` */
export function failureMessage(error: MysqlError): string {
  return failureSaid(error).text;
}

function failureSaid({ code, errno, said }: MysqlError): Sentence {
  return say('mysql.coded', { code: errno === 0 ? code : `${code} (${errno})`, message: said });
}
