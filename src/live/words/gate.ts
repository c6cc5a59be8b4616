/** What a cut-over waits for, and what is compared until then. */
export const gateWords = {
  'gate.lag': ['less than {max} s behind for {seconds} s', '落后不足 {max} 秒已持续 {seconds} 秒'],
  'gate.lag.behind': ['{lag} s behind; less than {max} s is asked for', '落后 {lag} 秒；要求不足 {max} 秒'],
  'gate.lag.not-quiet': [
    'less than {max} s behind for {seconds} s so far; {quiet} s are asked for',
    '落后不足 {max} 秒目前持续 {seconds} 秒；要求 {quiet} 秒',
  ],
  'gate.catching-up': ['catching up, not yet there', '正在追赶，尚未追上'],
  'gate.not-followed': [
    'nobody follows the source now; start: tenantferry follow',
    '当前没有跟随源端；请执行：tenantferry follow',
  ],
  'gate.validation': ['the validation of {at} found no difference', '{at} 的校验没有发现差异'],
  'gate.validation.differs': [
    'the validation of {at} found {differences:difference: repair it/differences: repair them}, or validate again',
    '{at} 的校验发现 {differences} 处差异：请修复，或重新校验',
  ],
  'gate.not-validated': ['not validated yet', '尚未校验'],
  'gate.verified': [
    'the pass over all rows that ended at {at} found no difference',
    '{at} 结束的全量比对没有发现差异',
  ],
  'gate.verified.not-yet': [
    'following has not compared all rows yet; the rows changed last are compared under the fence',
    '跟随期间尚未比对完所有行；最后改动的行会在围栏下比对',
  ],
  'gate.verified.gone': [
    'the differences that following had found are gone; not all rows were compared since',
    '跟随期间发现的差异已消失；此后尚未比对完所有行',
  ],
  'gate.verified.later': [
    'the validation of {at} found no difference since following did',
    '跟随发现差异之后，{at} 的校验没有发现差异',
  ],
  'gate.verified.differs': [
    '{rows:row differs/rows differ} for certain, the first one: {table} {key}. Repair: validate --repair, also while it is followed',
    '有 {rows} 行确定不一致，第一行：{table} {key}。请修复：validate --repair，跟随期间也可执行',
  ],
  'gate.verified.table': ['number of rows', '行数'],
  'gate.validation.passed': [
    'the validation of {at} found other rows; the pass over all rows beside following found no difference since',
    '{at} 的校验发现行不一致；此后跟随期间的全量比对没有发现差异',
  ],
  'verify.stands': [
    'following has stood at {at} for a minute, so rows on their way cannot be told from rows that differ',
    '跟随已在 {at} 停留一分钟，无法区分途中的行与不一致的行',
  ],
  'verify.stands.remedy': [
    'see how following goes with: tenantferry status; then validate again',
    '请用 tenantferry status 查看跟随的进展，然后重新校验',
  ],
  'verify.beside': [
    'the source is followed meanwhile: rows that differ are read again until their changes are applied',
    '源端正在被跟随：不一致的行会重新读取，直到其改动已应用',
  ],
  'verify.not-followed': [
    'nobody follows the source now, and its log goes on behind {at}: what was changed since counts as a difference; start: tenantferry follow',
    '当前没有跟随源端，其日志已超过 {at}：此后的改动会被算作差异；请执行：tenantferry follow',
  ],
  'verify.unknown': [
    'rows on their way cannot be told from rows that differ: {problem}',
    '无法区分途中的行与不一致的行：{problem}',
  ],
  'verify.hindered': [
    'following cannot compare all rows beside ({table}): {problem}',
    '跟随期间无法比对所有行（{table}）：{problem}',
  ],
  'gate.checklist': ['all items to be answered before the switch are answered', '切换前需回答的各项均已回答'],
  'gate.checklist.open': [
    'to be answered before the switch: {open}; see: tenantferry checklist',
    '切换前需回答：{open}；请见：tenantferry checklist',
  ],
  'gate.no-way-back': [
    'there is no way back after the switch: what the target takes from then on is not fed back to the source',
    '切换之后没有回退之路：此后写入目标端的内容不会反馈到源端',
  ],
  'gate.follows-first': [
    'nobody follows {side} now: that is done first, until it is close behind for long enough',
    '当前没有跟随{side}：会先自行跟随，直到足够久地紧跟其后',
  ],
  'gate.way-back.later': [
    'looked at by the cut-over; see: tenantferry cutover --dry-run',
    '由切换时检查；请见：tenantferry cutover --dry-run',
  ],
  'gate.not-fed-back': [
    'nobody feeds back now; it is done first, until it is close behind for long enough',
    '当前没有反馈；将先行反馈，直到足够久地紧跟其后',
  ],
  'gate.way-back': [
    'there would be no way back: {problems}. To cut over all the same, for good: --without-way-back',
    '将没有回退之路：{problems}。如仍要切换且不再回退：--without-way-back',
  ],
  'gate.fence': ['the account may lock the tables of {side}', '该账号可以锁定{side}的表'],
  'gate.fence.denied': [
    'the account {user} may not lock the tables of {side}: GRANT LOCK TABLES ON `{database}`.* to it',
    '账号 {user} 无权锁定{side}的表：请授予 GRANT LOCK TABLES ON `{database}`.*',
  ],
} as const;
