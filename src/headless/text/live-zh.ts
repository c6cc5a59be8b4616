import { cutoverStep, gate } from '../../report/text/live-zh.js';
import type { LiveText } from './live-en.js';

/** Chinese texts of following, status and the cut-over. */
export const live: LiveText = {
  followStarted: (run, position) => `为迁移 ${run} 从日志的 ${position} 开始跟随`,
  lag: (seconds) => `落后 ${seconds}`,
  lagUnknown: '正在追赶',
  rowChanges: (count) => `${count} 处行改动`,
  followPass: (rows, mismatches) =>
    mismatches === '0'
      ? `跟随期间比对：${rows} 行，没有差异`
      : `跟随期间比对：${rows} 行，${mismatches} 行确定不一致。请修复：tenantferry validate --repair`,
  followPassInPart: (rows) => `跟随期间比对：${rows} 行，没有差异；并非所有行都已比对`,
  followMismatch: {
    'missing-in-target': (row) => `${row} 不在目标端，尽管所有改动都已应用`,
    'extra-in-target': (row) => `${row} 在目标端而不在源端，尽管所有改动都已应用`,
    'field-mismatch': (row) => `${row} 不一致，尽管所有改动都已应用`,
  },
  followMismatchGone: (row) => `${row} 已不再有差异`,
  followed: {
    'caught-up': (rows, transactions, position) =>
      `已追上：应用了 ${transactions} 个事务的 ${rows} 处行改动，至 ${position}`,
    stopped: (rows, transactions, position) =>
      `已停止：应用了 ${transactions} 个事务的 ${rows} 处行改动，至 ${position}；用同一命令可从此处继续`,
    finished: (rows, transactions, position) =>
      `窗口已结束：反馈了 ${transactions} 个事务的 ${rows} 处行改动，至 ${position}`,
  },
  statusTitle: (run, phase) => `迁移 ${run}：${phase}`,
  statusPhase: {
    prepared: '已准备',
    copying: '正在复制',
    copied: '已复制',
    following: '正在跟随源端',
    'cutting-over': '正在切换',
    switched: '已切换到目标端',
    'feeding-back': '正在反馈到源端',
    back: '已回到源端',
    finished: '已结束',
    'rolling-back': '正在回滚',
    'rolled-back': '已回滚',
  },
  statusVerified: (dirty) => `${dirty} 行改动待比对`,
  statusPass: (pass, at) => `第 ${pass} 次全量比对于 ${at} 结束`,
  statusMismatches: (rows) => `${rows} 行确定不一致`,
  statusScore: (first, last, level) => `一致性（${level}）${last}，首次读取时 ${first}`,
  statusWorker: (command, who, pid, since) => `${command}：${who}，进程 ${pid}，自 ${since}`,
  steer: {
    pause: () => '暂停',
    continue: () => '继续',
    parallel: (amount) => `并行 ${amount}`,
    rate: (amount) => (amount === null ? '除配置的上限外不限速' : `每秒最多 ${amount}`),
    stop: () => '有序停止',
  },
  steered: (asked, process, taken) =>
    taken
      ? `${process}：${asked}：已执行`
      : `${process}：${asked}：已记下，但该进程尚未响应；请查看 tenantferry status`,
  statusProcess: (command, who, pid) => `${command}（${who}，进程 ${pid}）`,
  statusPaused: '已暂停',
  statusLastError: (problem, at) => `最近的问题（${at}）：${problem}`,
  statusDied: (worker) => `${worker}：已中断`,
  statusAt: (time) => `截至 ${time}，每秒刷新；Ctrl-C 只结束查看，不影响执行。`,
  statusNobody: '没有人在执行，也无需执行',
  statusNobodyDue: '当前没有人在执行',
  gate,
  cutoverStep,
  cutover: {
    ready: '现在切换会成功。',
    'not-ready': '现在切换不会成功。',
    switched: '已切换：现在以目标端为准，其服务可以启动。',
    already: '此前已切换：以目标端为准，其服务可以启动。',
    'called-off': '已取消：没有切换，没有表被锁定，仍以源端为准。',
  },
  back: {
    ready: '现在回退会成功。',
    'not-ready': '现在回退不会成功。',
    switched: '已回退：重新以源端为准，并包含目标端期间的改动，其服务可以启动。',
    already: '此前已回退：以源端为准，其服务可以启动。',
    'called-off': '已取消：没有切换，没有表被锁定，仍以目标端为准。',
  },
  finished: (outcome, gaveUp) =>
    `${outcome === 'already' ? '此前已结束' : '已结束'}：永久以目标端为准${gaveUp ? '；未反馈的改动不在源端' : ''}。`,
  wayBack: {
    open: '回退之路：畅通，目标端的改动正在反馈到源端',
    waiting: '回退之路：在目标端保留日志期间可用；尚未开始反馈到源端',
    dead: '现在没有回退之路：没有人把目标端的改动反馈到源端',
    none: '回退之路：无',
  },
  cutoverPause: (seconds) => `暂停用时 ${seconds}。`,
  cutoverExpected: (seconds) => `预计暂停约 ${seconds}，另加围栏命令的时间。`,
  cutoverBlocker: (who, open, tables) => `${who}，已持续 ${open}：${tables}`,
  comma: '、',
  cutoverConnection: (id, who) => `连接 ${id}（${who}）`,
  cutoverUnseen: '该账号看不到的连接（缺 PROCESS 权限），或 XA PREPARE',
  side: { source: '源端', target: '目标端' },
  cutoverAsk: (database, side) =>
    `所有表已锁定。请现在停止${side}的服务；当不再有人写入时，输入 ${database}：`,
};
