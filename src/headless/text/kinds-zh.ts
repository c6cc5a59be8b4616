import type { kinds as english } from './kinds-en.js';

export const kinds: typeof english = {
  severity: { ok: '正常', info: '提示', warning: '警告', blocker: '阻断' },
  subject: {
    'source-mysql': '源端 MySQL',
    'target-mysql': '目标端 MySQL',
    'source-vault': '源端 Vault',
    'target-vault': '目标端 Vault',
    config: '配置',
    data: '数据',
  },
  phase: { validate: '校验阶段', rollback: '回滚阶段' },
  task: {
    check: '检查',
    plan: '预演',
    run: '迁移',
    validate: '校验',
    repair: '修复',
    rollback: '回滚',
    rewrap: '重新加密',
  },
  secretProblem: {
    missing: '源端缺失',
    'version-missing': '源端缺少该版本',
    deleted: '源端已删除',
    destroyed: '源端已销毁',
    'unusable-path': 'Vault 无法保存该路径',
    conflict: '目标路径已有不同的值',
    denied: '无访问权限',
    failed: '失败',
    'signature-differs': '签名与值不符',
  },
  fileProblem: {
    missing: '源端缺少文件',
    corrupt: '文件内容与其名称不符',
    conflict: '目标处已有其他内容',
    refused: '服务器之间无法复制的文件',
    denied: '无权写入的文件',
    failed: '未能复制的文件',
  },
  runState: {
    created: '已创建',
    copied: '已复制',
    'rolling-back': '正在回滚',
    'rolled-back': '已回滚',
  },
  runOutcome: { complete: '完成', partial: '部分完成', stopped: '已停止', failed: '失败' },
};
