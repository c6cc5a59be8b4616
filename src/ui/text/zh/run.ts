import { formatCount } from '../../../core/format.js';
import type { run as english } from '../en/run.js';
import type { Text } from '../en.js';

/** Steps that write: confirmation, the two live panels, rollback. */
export const run: Pick<Text, keyof typeof english> = {
  tableDetails: {
    of: (index, total) => `（第 ${index} 张表，共 ${total} 张）`,
    dependants: '原因与关联的表',
    treatments: '各列的处理',
    checks: '检查',
    labels: {
      rows: '行数',
      size: '大小',
      inTarget: '目标端',
      level: '层级',
      key: '主键',
      copied: '已复制',
      time: '耗时',
      problem: '问题',
    },
    inTarget: (rows, tenant) => `迁移前 ${rows} 行，其中本租户 ${tenant} 行`,
    copied: (done, total) => `${done} / ${total} 行`,
    took: (time, rate) => `${time}，每秒 ${rate} 行`,
  },
  rowPair: {
    reading: '正在两端读取该行……',
    none: '此处没有可以查看的行。',
    of: (index, total) => `（第 ${index} 行，共 ${total} 行）`,
    expected: '应为（源端）',
    actual: '实为（目标端）',
    secret: '（密文，不显示）',
    nothing: '（没有该行）',
    equal: '现在各列均已相同。',
    differing: (differing, columns) => `${columns} 列中有 ${differing} 列不同`,
    missing: '目标端没有该行。',
    extra: '源端没有该行。',
    nowhere: '现在两端都没有该行。',
    others: (owner) => `目标端已有另一行占用该键（${owner}）；其内容不显示。`,
  },
  confirm: {
    title: '准备写入',
    resumeTitle: '准备继续',
    production: '目标端标记为生产环境。',
    willWrite: (rows, tables, database, place, tenant) =>
      `将把 ${formatCount(tables)} 张表的 ${rows} 行写入 ${place} 的数据库 ${database}，全部归属租户 ${tenant}。`,
    willResume: (database, place, tenant) =>
      `继续写入 ${place} 的数据库 ${database}，租户 ${tenant}。已复制的内容不会重复复制。`,
    willBegin: (database, place, tenant) =>
      `由此开始租户 ${tenant} 的迁移，其账本写在 ${place} 的数据库 ${database} 旁。此时尚不写入任何行。`,
    beforeDone: (items, oldest) =>
      `检查清单中开始之前的 ${formatCount(items)} 项均已回答，最早的答案在 ${oldest}。`,
    beforeOpen: (open, failed, items) =>
      `开始之前：检查清单 ${formatCount(items)} 项中有 ${formatCount(open)} 项未回答${failed > 0 ? `，${formatCount(failed)} 项未通过` : ''}。按 Tab 打开检查清单。`,
    safe: '不会改动已有的行。每个数据块与其进度记录在同一事务中提交，因此可以停止、继续和回滚。',
    later: (part) => `完成后接着是${part}：全部复制之前，请让客户端继续使用源端。`,
    sameKeys:
      '没有给出主密钥。两端密钥不同时，所有客户端都无法登录。若两端密钥相同，请一并输入 same 确认；否则请退出并给出两个密钥。',
    type: (database) => `如要开始，请输入目标数据库名：${database}`,
    typeSame: (words) => `如要开始，请输入目标数据库名和确认词：${words}`,
    mismatch: (typed) => `“${typed}”不是目标数据库名，没有开始任何操作。`,
    mismatchSame: (typed, words) => `“${typed}”不是“${words}”，没有开始任何操作。`,
  },
  copy: {
    notDone: '此步骤尚未完成。',
    doneBefore: '已经复制',
    doneBeforeBody: '此迁移先前的会话已复制这里的全部内容。',
    readyStart: '按 s 开始。',
    problemList: '问题',
    log: '日志',
    logEmpty: '日志暂时为空。',
    levels: { warning: '警告', error: '错误' },
    status: {
      ready: '就绪',
      checking: '再次检查',
      running: '正在复制',
      paused: '已暂停',
      stopping: '正在停止',
      aborting: '正在放弃',
      done: '已完成',
      partial: '部分完成',
      stopped: '已停止',
      failed: '失败',
    },
    tableStatus: { waiting: '等待', running: '复制中', done: '完成', failed: '失败' },
    progress: (done, total, tablesDone, tables) =>
      `${done} / ${total}，表 ${formatCount(tablesDone)} / ${formatCount(tables)}`,
    progressOf: (done, things, bytes, bytesTotal) => `已完成 ${done} / ${things}，${bytes} / ${bytesTotal}`,
    now: '当前',
    mean: '平均',
    speed: '速度',
    highest: (rate) => `最高 ${rate}`,
    latency: (time) => `每块耗时：最高 ${time}`,
    leftShort: (time) => `剩 ${time}`,
    capped: (rate, unit) => `上限 ${rate} ${unit}`,
    elapsed: (time) => `已用 ${time}`,
    left: (time) => `约剩 ${time}`,
    leftUnknown: '剩余时间：尚无法估计',
    age: (time) => `上次进展：${time} 前`,
    parallel: (pairs) => `并行 ${formatCount(pairs)}`,
    mostParallel: (pairs) =>
      `已打开 ${formatCount(pairs)} 对连接，运行期间不能再增加；数量由配置中的 options.parallel 决定。`,
    paused: '已暂停：不再开始新的数据块。按 p 继续。',
    stopping: '正在完成手头的数据块，随后停止，之后可以继续。再按一次 Ctrl-C 则马上放弃。',
    aborting: '正在放弃：手头的数据块由服务器回滚。',
    throttled: (reason) => `放慢速度：${reason}`,
    stalled: (time) => `停滞 ${time}：这段时间没有任何提交`,
    retries: (retries, reason) => `重试 ${formatCount(retries)} 次，最近一次：${reason}`,
    retry: (subject, attempt, wait, reason) =>
      `${subject}：${reason}；${wait} 后第 ${formatCount(attempt)} 次重试`,
    preflight: '检查通过之前不会写入任何数据。',
    rows: (rows) => `${rows} 行`,
    tally: (tally) =>
      [
        `写入 ${formatCount(tally.written)}`,
        `已存在 ${formatCount(tally.reused)}`,
        tally.versionsChanged > 0 ? `版本号改变 ${formatCount(tally.versionsChanged)}` : '',
        tally.missing > 0 ? `源端缺失 ${formatCount(tally.missing)}` : '',
        tally.failed > 0 ? `失败 ${formatCount(tally.failed)}` : '',
      ]
        .filter((part) => part !== '')
        .join('，'),
    thenPhase: (before, part) => `${before}按 Enter 继续：${part}。`,
    thenFollow: (before) => `${before}按 Enter 前往“跟随”。`,
    thenValidation: (before) => `${before}按 Enter 进入数据校验。`,
    tryAgain: (before) => `${before}排除原因后按 r 重试。`,
    waits: (before, part) => `${before}全部复制后才能继续：${part}。`,
    incomplete: '尚未全部复制，而后面的步骤需要它们。按 r 重试。',
    failedHint: '已提交的内容保持不变，不会重复复制。排除原因后按 r 继续。',
    resumeWith: '用此命令继续：',
  },
  rollback: {
    title: '回滚',
    counting: '正在统计这次迁移写入的内容，不会删除任何数据…',
    intro: (runId, database, tenant) =>
      `从数据库 ${database} 删除迁移 ${runId} 为租户 ${tenant} 写入的行及其写入的密钥，其他内容不受影响。`,
    total: (rows, tables, secrets) => `将删除 ${formatCount(tables)} 张表的 ${rows} 行和 ${secrets} 个密钥：`,
    removed: (rows, tables, secrets) =>
      `已删除 ${formatCount(tables)} 张表的 ${rows} 行和 ${secrets} 个密钥：`,
    othersStay: (things) => `这次迁移写入的 ${things}保留在原处，之后的迁移会直接沿用。按 Ctrl-F 一并删除。`,
    othersGo: (things) =>
      `这次迁移写入的 ${things}也将一并删除，目标端仍有行引用的除外。按 Ctrl-F 保留它们。`,
    othersRemoved: (things) => `已一并撤回 ${things}；保留的部分见上方说明。`,
    changedTitle: (items) => `迁移之后被改动的内容（${items} 项）：`,
    changedRefused: (items) =>
      `有 ${formatCount(items)} 项在迁移后被改动，因此目前不会删除任何数据。请先查看；按 Tab 则一并删除。`,
    changedRemoved: (items) => `有 ${formatCount(items)} 项在迁移后被改动，也将一并删除。按 Tab 取消。`,
    changedGone: (items) => `迁移之后被改动、已一并删除的内容（${items} 项）：`,
    changedMore: (rows, table) => `${table} 中另有 ${rows} 行`,
    notCompared: {
      'other-source': '仅统计了行数：配置中的源端不是这次迁移的源端，因此未列出之后被改动的行。',
      'not-read': '仅统计了行数：源端无法读取和比较，因此未列出之后被改动的行。',
    },
    changedFirst: '没有删除任何数据：请先决定如何处理迁移后被改动的内容。按 Tab 则一并删除。',
    type: (database) => `如要删除，请输入目标数据库名：${database}`,
    mismatch: '这不是目标数据库名，没有删除任何数据。',
    running: '正在回滚',
    stopping: '正在完成手头的行。再次回滚会删除其余部分。',
    safe: '可以随时停止；再次回滚会删除其余部分。',
    done: '已回滚。',
    kept: (secrets) => `保留的密钥（${secrets}）：`,
    keptWhy: {
      'stood-before': '迁移之前就已存在，此后又有人写入',
      named: '另有记录引用它',
    },
    notDone: '部分回滚；请再次回滚以删除其余部分。',
    failed: '回滚无法继续',
  },
};
