import { sayer } from '../core/sentence.js';

/** What an operation says while it works, and what a probe found. */
export const operationsWords = {
  'log.other-source': [
    'the target is compared with another source than the run came from ({database})',
    '与目标比对的源环境不是该次迁移的源环境（{database}）',
  ],
  'log.basis-holds': [
    'repairs go by the validation of {at}; what it named still differs (to repair: {named})',
    '修复依据 {at} 的校验；其中的差异都还在（待修复：{named}）',
  ],
  'log.basis-stale': [
    'the validation of {at} is stale: of {named} repairs {gone} are needed no more, {changed} are other ones; {next}',
    '{at} 的校验已过时：{named} 处修复中有 {gone} 处已不需要，{changed} 处已变化；{next}',
  ],
  'log.validating-again': ['validating again', '正在重新校验'],
  'log.looked-again': ['what is left was looked at again', '其余的已重新核对'],
  'run.in-target': [
    '{rows} rows in {tables} tables and {secrets} secrets are in the target',
    '目标端现有 {tables} 张表的 {rows} 行和 {secrets} 个密钥',
  ],
  'probe.text': ['{what} answered {status} with the expected text', '{what} 返回 {status}，含预期文本'],
  'probe.no-text': [
    '{what} answered {status}, without the expected text in its body',
    '{what} 返回 {status}，但响应体不含预期文本',
  ],
  'probe.status': ['{what} answered {status}', '{what} 返回 {status}'],
  'probe.other-status': ['{what} answered {status}, not {wanted}', '{what} 返回 {status}，应为 {wanted}'],
  'probe.unreachable': ['{what} cannot be reached: {why}', '无法访问 {what}：{why}'],
  'probe.no-answer': ['no answer within {seconds} seconds', '{seconds} 秒内没有响应'],
  'probe.source': ['the source', '源端'],
  'probe.target': ['the target', '目标端'],
  'probe.failed': ['{side} could not answer: {why}', '{side}无法回答：{why}'],
  'probe.row': ['{side} answered {found}', '{side}返回 {found}'],
  'probe.other-row': ['{side} answered {found}, not {wanted}', '{side}返回 {found}，应为 {wanted}'],
  'probe.other-text': ['another text', '其他文本'],
  'probe.no-row': ['no row', '空结果'],
  'probe.writes': ['the probe would write a file, so it was not made', '该探测会写文件，未执行'],
  'probe.host': ['{tenant} may not stand in the host of an address', '地址的主机部分不允许使用 {tenant}'],
  'run.no-log-end': [
    'the source does not say where its binary log ends, so it could not be followed',
    '源端不说明其二进制日志的位置，无法跟随',
  ],
  'run.no-log-end.remedy': [
    'see what is wrong with: tenantferry check --live',
    '请执行 tenantferry check --live 查看原因',
  ],
  'run.not-live': [
    "run {run} began without --live, so its place in the source's log is not known",
    '运行 {run} 开始时没有 --live，因此不知道它在源端日志中的位置',
  ],
  'run.not-live.remedy': [
    'go on without --live, or take the run back (rollback) and begin again with it',
    '请不带 --live 继续，或回退该运行（rollback）后带 --live 重新开始',
  ],
} as const;

export const say = sayer(operationsWords);
