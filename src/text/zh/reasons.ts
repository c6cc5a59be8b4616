import type { Values } from '../said.js';
import { vaultSkipped } from './vault-skipped.js';

const withoutTemporaryTables: Readonly<Record<string, string>> = {
  'no-privilege': '账号无权创建临时表',
  'not-written': '临时表写入失败',
  'changed-only': '只修改已有的行，不新增行',
};

function forecast({ p, n, has, figure }: Values): string {
  const parts: string[] = [];
  if (n('rows') === 0) parts.push('没有可抽样的行，只计往返时间');
  else {
    const sample = `最大的 ${figure('tables')} 张表中的 ${figure('rows')} 行`;
    parts.push(
      has('written')
        ? `将${sample}复制到目标环境的临时表实测；真实的表因日志和索引按 ${p('factor')} 倍计`
        : `读取${sample}实测，写入按 ${p('factor')} 倍计${has('why') ? `，因为${withoutTemporaryTables[p('why')] ?? ''}${has('serverCode') ? `（${p('serverCode')}）` : ''}` : ''}`,
    );
    if (has('pairs')) parts.push('第二对连接按多一半的速度计');
  }
  if (has('secretRows')) {
    parts.push(
      `${figure('secretRows')} 行的密钥用 ${p('secretSeconds')} 秒查看完，复制按其 ${p('secretFactor')} 倍计`,
    );
  }
  return parts.join('；');
}

/** Sentences that explain a figure or a state: the snapshot, the throttle, the forecast. */
export const reasons: Readonly<Record<string, (values: Values) => string>> = {
  'snapshot.binlog': ({ figure }) =>
    `${figure('readers')} 个读连接都从二进制日志的同一位置开始；没有加任何锁`,
  'snapshot.gtid': ({ figure }) =>
    `${figure('readers')} 个读连接开始时没有事务提交（由已执行的 GTID 可见）；没有加任何锁`,
  'snapshot.transactions': ({ figure }) =>
    `${figure('readers')} 个读连接开始时没有事务开始或提交（由 InnoDB 的计数可见）；没有加任何锁`,
  'snapshot.single': () => '一个读连接使用自己的一致性快照',
  'snapshot.no-way': ({ figure }) =>
    `只用一个读连接的一致性快照，而不是 ${figure('readers')} 个，结果准确但较慢：没有 GTID 时，账号需要 PROCESS 权限，多个读连接才能不加锁而取得同一时刻`,
  'snapshot.busy': ({ figure }) =>
    `只用一个读连接的一致性快照，而不是 ${figure('readers')} 个，结果准确但较慢：每次尝试同时开始时，源环境都正在提交`,
  'snapshot.within-server': () =>
    '源环境和目标环境在同一服务器上，由服务器自行复制（INSERT … SELECT）：每个分块取自其复制的时刻，因此必须停止源环境的写入',
  'throttle.threads': ({ figure }) =>
    `目标服务器有 ${figure('threads')} 个线程在运行，超过允许的 ${figure('allowed')} 个`,
  'throttle.replica-stopped': ({ p }) => `从库 ${p('replica')} 的复制已停止`,
  'throttle.replica-lag': ({ p }) =>
    `从库 ${p('replica')} 延迟 ${p('seconds')} 秒，超过允许的 ${p('allowed')} 秒`,
  'throttle.rate': ({ figure }) => `复制速度上限为每秒 ${figure('rows')} 行（max_rows_per_second）`,
  'throttle.steered': ({ figure }) => `复制速度上限为每秒 ${figure('rows')} 行（运行中设定）`,
  'throttle.vault': ({ figure }) => `服务器过载：同时最多 ${figure('requests')} 个请求`,
  'throttle.files': ({ figure }) => `对象存储过载：同时最多处理 ${figure('files')} 个文件`,
  'forecast.basis': forecast,
  'vault-phase.skipped': (values) => `跳过 Vault 阶段：${vaultSkipped(values.p('reason'), values)}`,
};
