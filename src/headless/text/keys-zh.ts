import type { KeysText } from './keys-en.js';

/** Chinese texts of the keys. */
export const keys: KeysText = {
  version: '版本',
  stateTitle: '状态',
  madeAt: '生成时间（UTC）',
  wrappedBy: '封装版本',
  values: '值',
  column: '列',
  strange: '无法解开',
  state: { active: '活动', inactive: '只读', retired: '已停用' },
  transit: (key, latest, lowest) => `transit 密钥 ${key}：用版本 ${latest} 封装，可解开版本 ${lowest} 及以后`,
  none: (table) => `${table} 中还没有数据密钥：首次运行或 keys rotate 会生成`,
  rewrapped: (values, rows) => `${rows} 行中的 ${values} 个值已重新加密`,
  left: (values) => `${values} 个值无法解开，保持原样`,
  leftValue: (table, key, column, fault) => `${table} ${key} ${column}：${fault}`,
};
