import type { RepairProposal } from '../../core/repair.js';

/** Why a repair is proposed, from the proposal's own parts; undefined where only its English sentence says it. */
export function repairReason({ action, columns, value }: RepairProposal): string | undefined {
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
      return undefined;
  }
}
