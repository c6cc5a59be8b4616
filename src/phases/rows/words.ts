import { refuser } from '../../core/refused.js';
import { sayer } from '../../core/sentence.js';

/** What happened to rows while they were copied or repaired. */
export const rowsWords = {
  'copy.failed': ['table {table}, {range}: {cause}', '表 {table}，{range}：{cause}'],
  'range.all': ['all rows', '所有行'],
  'range.some': ['some rows by {key}', '按 {key} 的部分行'],
  'range.number': ['range {number} by {key}', '按 {key} 的第 {number} 段'],
  'range.up-to': ['keys up to {through}', '键至 {through}'],
  'range.after': ['keys after {after}', '键 {after} 之后'],
  'range.between': ['keys after {after} up to {through}', '键 {after} 之后至 {through}'],
  'copy.too-large': [
    "{row} has {bytes} bytes, too large for the target's max_allowed_packet of {limit} bytes; raise it on the target ({statement})",
    '{row} 有 {bytes} 字节，超过目标端 max_allowed_packet 的 {limit} 字节，请在目标端调大（{statement}）',
  ],
  'copy.column': ['{row}, column {column}: {problem}', '{row}，列 {column}：{problem}'],
  'copy.aborted': ['the run was aborted', '运行已放弃'],
  'copy.new-snapshot': [
    'the connection to the source was lost; reading goes on from a new snapshot of {at}. Rows changed since the first one may differ between tables: validate afterwards',
    '与源端的连接已断开，改从 {at} 的新快照继续读取。首个快照之后改动的行在各表之间可能不一致，请在之后校验',
  ],
  'copy.no-log-end': [
    'the source does not say any more where its binary log ends, so it could not be followed afterwards',
    '源端不再说明其二进制日志的位置，之后将无法跟随',
  ],
  'copy.no-log-end.remedy': [
    'see what is wrong with: tenantferry check --live; then run the same command again',
    '请执行 tenantferry check --live 查看原因，然后重新执行同一命令',
  ],
  'over.spelling': [
    'the target has a row whose key ({key}) it takes for that of another row, spelled otherwise: let the key be spelled alike on both sides',
    '目标端有一行，其键（{key}）与另一行写法不同却被视为相同：请使两侧的键写法一致',
  ],
  'over.differs': [
    'the target holds something else than was written in {columns}; nothing of these rows was kept',
    '目标端在 {columns} 中保存的内容与写入的不同；这些行均未保留',
  ],
  'log.rows-first': [
    'rows come before their secrets: keep clients on the source until the Vault phase has ended',
    '行先于其密钥写入：在 Vault 阶段结束之前，请让客户端继续使用源环境',
  ],
  'log.no-load-data': [
    'LOAD DATA LOCAL is refused ({why}): rows go in by multi-row INSERT',
    'LOAD DATA LOCAL 被拒绝（{why}）：改用多行 INSERT 写入',
  ],
  'retry.chunk': ['{table} chunk {chunk}', '{table} 第 {chunk} 块'],
  'retry.reading': ['reading', '读取'],
  'repair.right': ['the row is right by now', '该行现已正确'],
  'repair.equal': ['the row equals the source again', '该行已与源端一致'],
  'repair.differs': ['the row still differs', '该行仍与源端不同'],
  'repair.owner': ['the key belongs to a row of {owner}', '该键属于 {owner} 的行'],
  'repair.gone': ['the source has no such row any more', '源端已没有该行'],
  'repair.extra': ['extra rows are deleted only when asked for', '未要求时不删除多出的行'],
  'repair.raised': ['raised from {from} to {to}', '已从 {from} 提升到 {to}'],
  'repair.high-enough': ['the generator is high enough by now', '生成器现已足够高'],
  'repair.secrets': ['secrets are copied again by repairSecrets', '密钥另行重新复制'],
  'repair.not-known': [
    'rows are not known one by one: validate at level full',
    '尚未定位到具体的行，请按逐行比对级别校验',
  ],
  'repair.made-key': [
    'the key is made on the way: see the exported SQL',
    '键在迁移途中生成，请参见导出的 SQL',
  ],
  'repair.taken': [
    'another row has this key ({owner}): copying would overwrite it',
    '另一行占用此键（{owner}），复制会覆盖它',
  ],
  'repair.taken-row': [
    'another row has this key: copying would overwrite it',
    '另一行占用此键，复制会覆盖它',
  ],
  'since.made-in-source': ['made in the source after the run', '本次迁移之后在源端新建'],
  'since.changed-in-source': ['changed in the source after the run', '本次迁移之后在源端修改过'],
  'since.deleted-in-source': ['deleted in the source after the run', '本次迁移之后在源端删除'],
  'since.made-in-target': ['made in the target after the run', '本次迁移之后在目标端新建'],
  'since.changed-in-target': ['changed in the target after the run', '本次迁移之后在目标端修改过'],
  'log.taken-up': [
    'an interrupted validation is taken up: {tables:table was/tables were} compared within the last hour',
    '继续上次中断的校验：一小时内已比对 {tables} 张表',
  ],
  'run.source': [
    'run {run} cannot be compared with its source: it came from another server or database ({database}) than the config names ({named})',
    '无法将迁移 {run} 与其源环境比对：它来自另一台服务器或另一个数据库（{database}），而配置中是 {named}',
  ],
  'run.source.remedy': ['use the config that the run was made with', '使用该次迁移当时的配置'],
  'rollback.no-images': [
    'the ledger does not hold all rows of before any more that run {run} kept (table images), so they cannot be given back and nothing was removed. What the run wrote stands: {list}',
    '台账中已不再完整保存迁移 {run} 留存的原有行（images 表），无法还原，因此没有删除任何内容。该次迁移写入的内容保持不变：{list}',
  ],
  'rollback.no-images.remedy': [
    "put the rows of the ledger's table images back from a backup of the ledger, then roll back again; without one, restore these tables from the backup that was made before the run",
    '请先从台账的备份中还原 images 表的行，再重新回滚；若没有该备份，请用迁移前的备份恢复这些表',
  ],
  'rollback.no-images.table': [
    '{table}: {rows:row without what it was/rows without what they were}',
    '{table}：{rows} 行缺少原有内容',
  ],
  'rollback.dependants': [
    'rows that do not belong to run {run} refer to rows that it brought, and would be left without a parent or be deleted with it, so nothing was removed: {list}',
    '有不属于迁移 {run} 的行引用了它带来的行，回滚会使这些行失去父行或被一并删除，因此没有删除任何内容：{list}',
  ],
  'rollback.dependants.remedy': [
    'delete these rows, or let them refer to others, first; then roll back again',
    '请先删除这些行，或让它们引用其他行，然后重新回滚',
  ],
  'ids.no-room': [
    '{table}: shifted by {offset}, the highest ID would be {highest}; the services hold IDs up to {max}',
    '{table}：偏移 {offset} 后最大 ID 将达到 {highest}，而服务只能保存不超过 {max} 的 ID',
  ],
  'ids.no-room.remedy': [
    'use migration.ids: preserve with target tables that hold no clashing ID',
    '在目标表没有冲突 ID 的情况下使用 migration.ids: preserve',
  ],
} as const;

export const say = sayer(rowsWords);
export const refuse = refuser(rowsWords);
