import type { Catalogue } from './sentence.js';

const settingNames: Readonly<Record<string, string>> = {
  'character set': '字符集',
  collation: '排序规则',
  isolation: '隔离级别',
};

const snapshotWays: Readonly<Record<string, string>> = {
  binlog: '依据各快照所记的二进制日志位置',
  gtid: '依据其开始时保持不变的已执行 GTID',
  transactions: '依据其开始时保持不变的 InnoDB 事务计数',
};

/** What the servers allow, how they are set, and what goes on there. */
export const mysql: Catalogue = {
  'mysql.version': ({ p, ok, blocks }) => {
    const server = `${p('flavour')} ${p('version')}`;
    if (ok) return { title: server };
    return blocks
      ? {
          title: `服务器为 ${server}，最低要求 ${p('oldest')}`,
          remedy: '升级服务器，或将其备份恢复到更新的服务器后再迁移',
        }
      : {
          title: `服务器为 ${server}，早于本工具测试过的版本（${p('tested')} 及以后）`,
          remedy: '先在副本上演练一次迁移',
        };
  },
  'mysql.latency': ({ p, ok, side }) =>
    ok
      ? { title: `往返一次 ${p('milliseconds')} ms（7 次中最快的一次）` }
      : {
          title: `往返一次 ${p('milliseconds')} ms（7 次中最快的一次），服务器较远，复制会变慢`,
          remedy: `在离${side}更近的机器上运行本工具，并调高 options.batch_size 和 options.parallel`,
        },
  'mysql.privileges': ({ p }) => ({
    title: `${p('account')} 具备迁移所需的全部权限（${p('privileges')}）`,
  }),
  'mysql.privilege': ({ p, has, count, finding }) => ({
    title: `${p('account')} 缺少数据库 ${p('database')} 中 ${finding.table ? `表 ${finding.table}` : `${count} 张表`} 的权限：${p('privileges')}${has('ledger') ? '，也没有可以存放迁移台账的位置' : ''}`,
    remedy: finding.remedy,
  }),
  'mysql.ledger-privilege': ({ p, finding }) => ({
    title: `${p('account')} 在数据库 ${p('ledger')} 和 ${p('database')} 中都无法创建迁移台账的表`,
    remedy: finding.remedy,
  }),
  'mysql.ledger-place': ({ p, has }) => ({
    title: has('prefix')
      ? `迁移台账将存放在数据库 ${p('database')} 中，表名以 ${p('prefix')} 开头`
      : `迁移台账将存放在独立的数据库 ${p('database')} 中`,
  }),
  'mysql.bulk': ({ p, has }) => {
    if (p('bulk') === 'insert') return { title: '按 options.bulk 的设置，用多行 INSERT 写入' };
    if (!has('refused')) return { title: '已试用 LOAD DATA LOCAL，可用：将用它写入' };
    if (p('bulk') === 'load') {
      return {
        title: `试用 LOAD DATA LOCAL 被拒绝（${p('refused')}），而 options.bulk 要求使用它`,
        remedy:
          '请让服务器及其前面的代理接受 LOAD DATA LOCAL（SET GLOBAL local_infile = 1），或设置 options.bulk: auto',
      };
    }
    return {
      title: `local_infile 为 ON，但试用 LOAD DATA LOCAL 被拒绝（${p('refused')}）：将用多行 INSERT 写入，速度较慢`,
      remedy: '无需处理；若要更快，请让服务器前面的代理接受 LOAD DATA LOCAL，或在配置中直接写服务器地址',
    };
  },
  'mysql.trial-write': ({ p }) => ({
    title: `把 ${p('table')} 的样本写入其表的临时副本失败（${p('serverCode')}）：${p('message')}`,
    remedy: '请确认该表能接受这些行；若只是临时表失败，可以继续',
  }),
  'mysql.snapshot': ({ p }) => ({
    title: `所有读连接将看到同一时刻，${snapshotWays[p('way')] ?? p('way')}；不加任何锁，若源环境一直在提交，则由一个读连接单独复制`,
  }),
  'mysql.snapshot-privilege': ({ p }) => ({
    title: `${p('account')} 不能查看事务，且没有 GTID：多个读连接无法取得同一时刻，因此由一个读连接单独复制，结果准确但较慢`,
    remedy: `GRANT PROCESS ON *.* TO ${p('account')};`,
  }),
  'mysql.temporary-tables': ({ p }) => ({
    title: `${p('account')} 无权创建临时表，预估时将由读取速度推算写入速度`,
    remedy: `若要实测：GRANT CREATE TEMPORARY TABLES ON ${p('database')}.* TO ${p('account')};`,
  }),
  'mysql.read-only': ({ p, ok }) =>
    ok
      ? { title: '服务器可写（read_only = OFF）' }
      : {
          title: `目标服务器为只读（${p('variable')} = ON）`,
          remedy: `连接主库而不是从库，或：${p('unlock').replace('start the server without', '启动服务器时去掉')}`,
        },
  'mysql.local-infile': ({ ok }) =>
    ok
      ? { title: 'local_infile = ON，可使用快速导入' }
      : {
          title: 'local_infile = OFF，将用多行 INSERT 写入，比 LOAD DATA 慢',
          remedy: 'SET GLOBAL local_infile = 1;（迁移后可改回 0）',
        },
  'mysql.max-allowed-packet': ({ p, ok }) =>
    ok
      ? { title: `max_allowed_packet = ${p('size')}` }
      : {
          title: `max_allowed_packet 为 ${p('size')}，接近该大小的值会失败，语句也只能较小`,
          remedy: 'SET GLOBAL max_allowed_packet = 67108864;',
        },
  'mysql.require-primary-key': () => ({
    title: 'sql_require_primary_key = ON（迁移台账的表都有主键）',
  }),
  'mysql.durability': ({ p }) => ({
    title: `innodb_flush_log_at_trx_commit = ${p('value')}：目标机器宕机时可能丢失最后一秒已提交的分块`,
    remedy: '迁移期间执行：SET GLOBAL innodb_flush_log_at_trx_commit = 1;',
  }),
  'mysql.time-zone': ({ p }) => ({
    title: `时区 ${p('zone')}；两端都按 UTC 复制，类型相同的列之间时间不变`,
  }),
  'mysql.settings': ({ finding }) => ({
    title: Object.entries(finding.params ?? {})
      .map(([name, value]) => `${settingNames[name] ?? name} ${value}`)
      .join('；'),
  }),
  'mysql.binlog-format': () => ({
    title: 'binlog_format = STATEMENT：写入的行按语句复制，从库上的执行结果可能不同',
    remedy: 'SET GLOBAL binlog_format = ROW;（对新连接生效）',
  }),
  'mysql.lower-case-table-names': ({ p }) => ({
    title: `lower_case_table_names 在源环境为 ${p('from')}，在目标环境为 ${p('to')}`,
    remedy: '只要表名本身一致就无需处理（表结构检查会给出结论）；该设置只能在初始化服务器时选择',
  }),
  'mysql.same-server': ({ p, blocks }) =>
    blocks
      ? {
          title: `源环境和目标环境是同一个数据库（同一服务器上的 ${p('source')}）`,
          remedy: '将 target.mysql 设为目标环境',
        }
      : p('source') === p('target')
        ? { title: `源环境和目标环境是同一个数据库（同一服务器上的 ${p('source')}）` }
        : { title: `源环境和目标环境是同一服务器上的两个数据库（${p('source')}、${p('target')}）` },
  'mysql.long-transactions': ({ p, ok, finding }) => {
    if (ok) return { title: `没有超过 ${p('seconds')} 秒的事务` };
    if (finding.severity === 'info')
      return { title: `无法检查长事务（${p('serverCode')}）：账号没有 PROCESS 权限` };
    return {
      title: `有 ${finding.count} 个事务已超过 ${p('seconds')} 秒，可能持有迁移要等待的锁`,
      remedy: `查看 SHOW PROCESSLIST 并结束它们：${p('kill')}`,
    };
  },
  'mysql.metadata-locks': ({ count }) => ({
    title: `有 ${count} 个会话在等待元数据锁`,
    remedy: '找到持锁的会话（SHOW PROCESSLIST、performance_schema.metadata_locks），等它先结束',
  }),
  'mysql.disk': ({ p }) => ({
    title: `这些表在源环境约占 ${p('size')}；目标环境需要同样大小的空闲磁盘，日志还要同样多，本工具无法读取其磁盘余量`,
  }),
};
