import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * Alerts, who was told of them, and what became of them. `run_id`: database, `/` and tenant, since they belong to no run. Moments of
 * `alerts` and `silences` in ms since 1970.
 */
export const alerts: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'alerts',
      `
    run_id VARCHAR(330) NOT NULL,
    alert_id VARCHAR(40) NOT NULL,
    is_open TINYINT NOT NULL,
    started_at BIGINT UNSIGNED NOT NULL,
    alert LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, alert_id),
    KEY by_open (run_id, is_open, started_at)`,
    ),
    createTable(
      location,
      'alert_notices',
      `
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
    ),
    createTable(
      location,
      'alert_silences',
      `
    run_id VARCHAR(330) NOT NULL,
    silence_id VARCHAR(40) NOT NULL,
    ends_at BIGINT UNSIGNED NOT NULL,
    silence LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, silence_id)`,
    ),
    createTable(
      location,
      'alert_history',
      `
    seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run_id VARCHAR(330) NOT NULL,
    logged_at VARCHAR(30) NOT NULL,
    alert_id VARCHAR(40) NOT NULL,
    rule_id VARCHAR(200) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    by_whom VARCHAR(255) NULL,
    detail TEXT NULL,
    KEY by_time (run_id, logged_at)`,
    ),
  ],
};
