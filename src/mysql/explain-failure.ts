import type { Reason, Sentence, Wording } from '../core/sentence.js';
import type { MysqlError } from './errors.js';
import { say } from './words.js';

/** What an operator does about a server's answer, by its cause. */
export const failureWords = {
  // MySQL ends super_read_only with it, which MariaDB does not have.
  'failure.read-only': [
    'The server takes no writes. Name the primary in the config, or: SET GLOBAL read_only = OFF; then run the same command again.',
    '服务器不接受写入。请在配置中改用主库，或执行：SET GLOBAL read_only = OFF; 然后重新执行同一命令。',
  ],
  'failure.offline': [
    'The server lets nobody in but administrators. One of them ends that with: SET GLOBAL offline_mode = OFF; then run the same command again.',
    '服务器处于离线模式，只允许管理员连接。请由管理员执行：SET GLOBAL offline_mode = OFF; 然后重新执行同一命令。',
  ],
  'failure.constraint': [
    'A row breaks a CHECK constraint of the table. Correct the row in the source or the constraint in the target; then run the same command again.',
    '有一行违反了表的 CHECK 约束。请更正源环境中的该行，或更正目标环境的约束；然后重新执行同一命令。',
  ],
  'failure.foreign-key': [
    'A foreign key of the target stands against it: move or remove the rows on its other side first; then run the same command again.',
    '目标环境的外键不允许：请先移动或删除外键另一侧的行；然后重新执行同一命令。',
  ],
  'failure.connections': [
    'Close idle connections, lower options.parallel, or raise max_connections or the limit of the user (ALTER USER … WITH MAX_USER_CONNECTIONS 0); then run the same command again.',
    '请关闭空闲连接、调小 options.parallel，或调大 max_connections 或该用户的上限（ALTER USER … WITH MAX_USER_CONNECTIONS 0）；然后重新执行同一命令。',
  ],
  'failure.privilege': [
    'The account lacks this right. "tenantferry check" prints the GRANT statements that are missing; then run the same command again.',
    '该账号缺少此权限。“tenantferry check” 会列出所缺的 GRANT 语句；然后重新执行同一命令。',
  ],
  'failure.account': [
    'The account may not log in any more. "tenantferry check" says why: password, lock, expiry, TLS; then run the same command again.',
    '该账号已不能登录。“tenantferry check” 会说明原因：密码、锁定、过期、TLS；然后重新执行同一命令。',
  ],
  'failure.plugin': [
    'Install the plugin on the server, or give the account another authentication method.',
    '请在服务器上安装该插件，或为账号换一种认证方式。',
  ],
  'failure.storage': [
    'Look at the free space and the error log of the server, make room; then run the same command again.',
    '请查看服务器的剩余空间和错误日志，腾出空间；然后重新执行同一命令。',
  ],
  'failure.locked': [
    'Another transaction holds rows or tables: look for it with SHOW PROCESSLIST, end it; then run the same command again.',
    '另一个事务占着行或表：用 SHOW PROCESSLIST 找到并结束它；然后重新执行同一命令。',
  ],
  'failure.duplicate': [
    'A row with the same key is there already. "tenantferry check" names the rows that clash; then run the same command again.',
    '已存在相同键的行。“tenantferry check” 会列出冲突的行；然后重新执行同一命令。',
  ],
  'failure.value': [
    'The target does not take a value of this column. Correct the row in the source or the column in the target; then run the same command again.',
    '目标环境不接受该列的某个值。请更正源环境中的该行，或更正目标环境的列；然后重新执行同一命令。',
  ],
  'failure.schema': [
    'The schema is another one than the preset describes. "tenantferry check" names what is missing; then run the same command again.',
    '表结构与预设所描述的不同。“tenantferry check” 会指出缺少什么；然后重新执行同一命令。',
  ],
  'failure.packet': [
    'Raise max_allowed_packet on the server (SET GLOBAL max_allowed_packet = 1073741824); then run the same command again.',
    '请调大服务器的 max_allowed_packet（SET GLOBAL max_allowed_packet = 1073741824）；然后重新执行同一命令。',
  ],
  'failure.interrupted': [
    'Somebody, or a time limit of the server, ended the statement: look at max_statement_time and max_execution_time; then run the same command again.',
    '语句被他人或服务器的时间限制中断：请查看 max_statement_time 和 max_execution_time；然后重新执行同一命令。',
  ],
  'failure.trigger': [
    'Read the triggers of the table (SHOW TRIGGERS) and correct the row, or drop the trigger; then run the same command again.',
    '请查看该表的触发器（SHOW TRIGGERS），更正该行或删除触发器；然后重新执行同一命令。',
  ],
  'failure.lost': [
    'Look whether the server runs and is reachable from here; then run the same command again.',
    '请确认服务器正在运行且从本机可达；然后重新执行同一命令。',
  ],
  'failure.server': [
    "Look at the server's error log; what was committed stays, and the same command goes on from there.",
    '请查看服务器的错误日志；已提交的内容会保留，重新执行同一命令即可继续。',
  ],
  /** What the tool itself found while it copied: the message says what. */
  'failure.copy': [
    'Correct what is named above; then run the same command again.',
    '请更正上面指出的内容；然后重新执行同一命令。',
  ],
} as const satisfies Readonly<Record<string, Wording>>;

type Cause = keyof typeof failureWords;

const numbers: Partial<Record<Cause, readonly number[]>> = {
  'failure.read-only': [1290, 1836, 1792],
  'failure.offline': [3032],
  'failure.constraint': [3819, 4025, 1369],
  'failure.foreign-key': [1216, 1217, 1451, 1452, 1761, 1762, 3008],
  'failure.connections': [1040, 1203, 1226],
  'failure.privilege': [1044, 1142, 1143, 1227, 1370, 3530],
  'failure.account': [1045, 1130, 1698, 1820, 1862, 3118, 3159, 3955, 4151],
  'failure.plugin': [1524, 1126],
  'failure.storage': [1021, 1026, 1114, 1030, 1180, 3675],
  'failure.locked': [1205, 1213, 1020],
  'failure.duplicate': [1062, 1022, 1169, 1586, 1859],
  'failure.value': [1048, 1264, 1265, 1292, 1364, 1366, 1406, 1411, 1525, 1526, 1748, 3140],
  'failure.schema': [1049, 1054, 1146],
  'failure.packet': [1153],
  'failure.interrupted': [1317, 1969, 3024],
  'failure.trigger': [1644],
  'failure.lost': [1053, 1077, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 3168, 3169, 4031],
};

/** What to do about a failure; `next` is said after it. The server's words are the caller's to say. */
export function explainFailure(
  error: MysqlError,
  next?: string,
): { readonly remedy: string; readonly because: Reason } {
  const code = causeOf(error);
  const [remedy] = failureWords[code];
  return {
    remedy: next === undefined ? remedy : `${remedy}\n${next}`,
    because: {
      code,
      params: { message: failureMessage(error), next: next ?? null, said: failureSaid(error) },
    },
  };
}

function causeOf({ errno, connectionLost }: MysqlError): Cause {
  const causes = Object.keys(failureWords) as Cause[];
  const known = causes.find((cause) => numbers[cause]?.includes(errno));
  if (known !== undefined) return known;
  if (connectionLost) return 'failure.lost';
  return errno === 0 ? 'failure.copy' : 'failure.server';
}

/** `ER_DUP_ENTRY (1062): Duplicate entry … for key 'PRIMARY'` */
export function failureMessage(error: MysqlError): string {
  return failureSaid(error).text;
}

/** The same as a sentence. */
export function failureSaid({ code, errno, said }: MysqlError): Sentence {
  return say('mysql.coded', { code: errno === 0 ? code : `${code} (${errno})`, message: said });
}
