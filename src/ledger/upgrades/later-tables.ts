/** Tables that later versions of the ledger brought: an entry for each version, from 2 on. */
export const laterTables = [
  /** What phases beside rows and secrets have carried over, thing by thing. `item_hash`: sha256 of part and item. */
  {
    items: `
      run_id VARCHAR(40) NOT NULL,
      phase VARCHAR(40) NOT NULL,
      item_hash CHAR(64) NOT NULL,
      part VARCHAR(255) NOT NULL,
      item TEXT NOT NULL,
      state VARCHAR(20) NOT NULL,
      byte_count BIGINT UNSIGNED NOT NULL,
      message TEXT NULL,
      PRIMARY KEY (run_id, phase, item_hash)`,
  },
  /** Files in object stores: one row for each file and each place that it has to be in. */
  {
    files: `
      run_id VARCHAR(40) NOT NULL,
      destination VARCHAR(10) NOT NULL,
      repository VARCHAR(200) NOT NULL,
      sha256 CHAR(64) NOT NULL,
      bytes BIGINT UNSIGNED NULL,
      md5 CHAR(32) NULL,
      state VARCHAR(10) NOT NULL,
      message TEXT NULL,
      named_by VARCHAR(200) NULL,
      named_key VARCHAR(500) NULL,
      PRIMARY KEY (run_id, destination, repository, sha256)`,
  },
  /**
   * Runs that follow their source. `start_at`: where its binary log was before the first snapshot. `snapshot_end`: where it was after the
   * last one; NULL: rows may be newer than any place that is known. `applied`: all before it is in the target. `stopped`: the statement that
   * following stopped at. `switched`: the cut-over, after which nothing is applied any more.
   */
  {
    live: `
      run_id VARCHAR(40) NOT NULL PRIMARY KEY,
      start_at TEXT NOT NULL,
      snapshot_end TEXT NULL,
      applied TEXT NOT NULL,
      row_events BIGINT UNSIGNED NOT NULL,
      transactions BIGINT UNSIGNED NOT NULL,
      room LONGTEXT NOT NULL,
      ranges LONGTEXT NOT NULL,
      stopped LONGTEXT NULL,
      switched LONGTEXT NULL,
      applied_at VARCHAR(30) NULL`,
  },
  /** Who works on a run, by the command. `beat_at`: a sign of life, by the server's clock. `ended_at`: NULL while it works, or when it died. */
  {
    workers: `
      run_id VARCHAR(40) NOT NULL,
      command VARCHAR(20) NOT NULL,
      host VARCHAR(255) NOT NULL,
      user_name VARCHAR(255) NOT NULL,
      pid BIGINT UNSIGNED NOT NULL,
      since VARCHAR(30) NOT NULL,
      beat_at DATETIME(3) NOT NULL,
      ended_at VARCHAR(30) NULL,
      figures LONGTEXT NOT NULL,
      PRIMARY KEY (run_id, command)`,
  },
  /**
   * What comparing both sides beside following has shown. `mismatches`: rows that differ for certain, by table and key, as many as are
   * listed; `mismatch_count`: all of them. `verified_minutes`: rows compared within a minute, and how many of them were equal when they were
   * read first, and last.
   */
  {
    verified: `
      run_id VARCHAR(40) NOT NULL PRIMARY KEY,
      passes BIGINT UNSIGNED NOT NULL,
      last_pass LONGTEXT NULL,
      last_clean LONGTEXT NULL,
      mismatch_count BIGINT UNSIGNED NOT NULL,
      mismatches LONGTEXT NOT NULL,
      dirty_keys BIGINT UNSIGNED NOT NULL,
      written_at VARCHAR(30) NOT NULL`,
    verified_minutes: `
      run_id VARCHAR(40) NOT NULL,
      minute VARCHAR(30) NOT NULL,
      compared BIGINT UNSIGNED NOT NULL,
      equal_first BIGINT UNSIGNED NOT NULL,
      equal_last BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (run_id, minute)`,
  },
  /**
   * Room for IDs that was made while a source was followed: its IDs above `above_id`, through `room`, are `id_offset` more in the target.
   * The run's plan has what comes before. Decimal text.
   */
  {
    segments: `
      run_id VARCHAR(40) NOT NULL,
      table_name VARCHAR(64) NOT NULL,
      above_id VARCHAR(21) NOT NULL,
      room VARCHAR(21) NOT NULL,
      id_offset VARCHAR(21) NOT NULL,
      reserved_at VARCHAR(30) NOT NULL,
      PRIMARY KEY (run_id, table_name, above_id)`,
  },
  /**
   * Rows that a run has written where others may have been: as they were before (NULL: the run made them) and as it left them, whole.
   * Column → canonical text. `row_hash`: sha256 of the key.
   */
  {
    images: `
      run_id VARCHAR(40) NOT NULL,
      table_name VARCHAR(64) NOT NULL,
      row_hash CHAR(64) NOT NULL,
      chunk INT UNSIGNED NOT NULL,
      row_key LONGTEXT NOT NULL,
      before_image LONGTEXT NULL,
      after_image LONGTEXT NOT NULL,
      PRIMARY KEY (run_id, table_name, row_hash),
      KEY by_chunk (run_id, table_name, chunk)`,
  },
  /**
   * Alerts, who was told of them, and what became of them. `run_id`: database, `/` and tenant, since they belong to no run. Moments of
   * `alerts` and `silences` in ms since 1970.
   */
  {
    alerts: `
      run_id VARCHAR(330) NOT NULL,
      alert_id VARCHAR(40) NOT NULL,
      is_open TINYINT NOT NULL,
      started_at BIGINT UNSIGNED NOT NULL,
      alert LONGTEXT NOT NULL,
      PRIMARY KEY (run_id, alert_id),
      KEY by_open (run_id, is_open, started_at)`,
    alert_notices: `
      seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      run_id VARCHAR(330) NOT NULL,
      notice_key CHAR(64) NOT NULL,
      channel VARCHAR(100) NOT NULL,
      rule_id VARCHAR(200) NOT NULL,
      body LONGTEXT NOT NULL,
      attempts INT UNSIGNED NOT NULL,
      due_at BIGINT UNSIGNED NOT NULL,
      sent_at VARCHAR(30) NULL,
      problem TEXT NULL,
      UNIQUE KEY once (run_id, notice_key, channel),
      KEY by_due (run_id, channel, sent_at, seq)`,
    alert_silences: `
      run_id VARCHAR(330) NOT NULL,
      silence_id VARCHAR(40) NOT NULL,
      ends_at BIGINT UNSIGNED NOT NULL,
      silence LONGTEXT NOT NULL,
      PRIMARY KEY (run_id, silence_id)`,
    alert_history: `
      seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      run_id VARCHAR(330) NOT NULL,
      logged_at VARCHAR(30) NOT NULL,
      alert_id VARCHAR(40) NOT NULL,
      rule_id VARCHAR(200) NOT NULL,
      kind VARCHAR(20) NOT NULL,
      by_whom VARCHAR(255) NULL,
      detail TEXT NULL,
      KEY by_time (run_id, logged_at)`,
  },
  /** What was asked of the processes that work on a run, in order. `command`: of which one. `amount`: NULL where there is none, or as the config says. */
  {
    steering: `
      run_id VARCHAR(40) NOT NULL,
      seq BIGINT UNSIGNED NOT NULL,
      command VARCHAR(20) NOT NULL,
      action VARCHAR(20) NOT NULL,
      amount BIGINT UNSIGNED NULL,
      by_name VARCHAR(520) NOT NULL,
      asked_at VARCHAR(30) NOT NULL,
      PRIMARY KEY (run_id, seq)`,
  },
  /** How far traffic was moved into a target database, and what was decided on the way. `run_id`: database, `/` and tenant. */
  {
    switches: `
      run_id VARCHAR(330) NOT NULL PRIMARY KEY,
      state LONGTEXT NOT NULL`,
    switch_decisions: `
      run_id VARCHAR(330) NOT NULL,
      seq INT UNSIGNED NOT NULL,
      decision LONGTEXT NOT NULL,
      PRIMARY KEY (run_id, seq)`,
  },
  /**
   * The schema's files, and each statement of those that are or were under way. `effects`: what a statement touches, with digests of
   * information_schema from before it; `after_digests`: those from behind it, in the same order. Neither holds a statement's text.
   */
  {
    schema_files: `
      target_database VARCHAR(64) NOT NULL,
      number BIGINT UNSIGNED NOT NULL,
      name VARCHAR(255) NOT NULL,
      sha256 CHAR(64) NOT NULL,
      state VARCHAR(20) NOT NULL,
      by_name VARCHAR(255) NOT NULL,
      started_at VARCHAR(30) NOT NULL,
      finished_at VARCHAR(30) NULL,
      PRIMARY KEY (target_database, number)`,
    schema_statements: `
      target_database VARCHAR(64) NOT NULL,
      number BIGINT UNSIGNED NOT NULL,
      direction VARCHAR(4) NOT NULL,
      statement INT UNSIGNED NOT NULL,
      sha256 CHAR(64) NOT NULL,
      kind VARCHAR(20) NOT NULL,
      effects LONGTEXT NOT NULL,
      state VARCHAR(10) NOT NULL,
      after_digests LONGTEXT NULL,
      message TEXT NULL,
      began_at VARCHAR(30) NOT NULL,
      ended_at VARCHAR(30) NULL,
      PRIMARY KEY (target_database, number, direction, statement)`,
  },
] as const;
