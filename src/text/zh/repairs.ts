import type { RepairProposal, SinceRun } from '../../core/repair.js';

/** Why a repair is proposed, from the proposal's own parts; undefined where only its English sentence says it. */
export function repairReason({ action, columns, rowKey, value, since }: RepairProposal): string | undefined {
  if (since) return sinceReason[since];
  switch (action) {
    case 'recopy-row':
      return columns.length === 0 ? '目标端缺失该行' : `与源端不同的列：${columns.join('、')}`;
    case 'delete-row':
      return '源端没有该行';
    case 'rewrite-version':
      return value === undefined ? '密钥版本号不对' : `密钥应在版本 ${value}`;
    case 'recopy-secret':
      return columns.length === 0 ? '密钥缺失或不同' : `密钥不同：${columns.join('、')}`;
    case 'raise-generator':
      return '生成器会发出已被占用的 ID';
    case 'by-hand':
      return rowKey === undefined ? '尚未定位到具体的行，请以逐列比对级别校验' : undefined;
  }
}

const sinceReason: Readonly<Record<SinceRun, string>> = {
  'made-in-source': '本次运行之后在源端新建',
  'changed-in-source': '本次运行之后在源端修改过',
  'deleted-in-source': '本次运行之后在源端删除',
  'made-in-target': '本次运行之后在目标端新建',
  'changed-in-target': '本次运行之后在目标端修改过',
};
