-- Repairs of bk_bscp_tenants for tenant_id acme. Read before you run it.
-- Found by the validation of 2026-11-21T12:05:55.873Z, and looked at again now; later changes are not in it.
SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;
SET NAMES utf8mb4;

-- credentials id=1: enc_credential differ from the source
-- a secret column must be set: use validate --repair

-- config_items id=66: the row is missing
INSERT INTO `config_items` (`id`, `name`, `path`, `file_type`, `file_mode`, `memo`, `user`, `user_group`, `privilege`, `biz_id`, `app_id`, `creator`, `reviser`, `created_at`, `updated_at`, `charset`, `tenant_id`) VALUES (66, 'config_10.conf', '/etc/目录-0/deep/deep/deep/deep/deep/deep/deep/deep/deep/deep/x', 'binary', 'unix', 'reviewed', 'root', 'root', '755', 5, 11, '王五', 'ops_bot', '2024-03-01 15:01:37.684032', '2024-03-01 15:01:37.684032', 'UTF-8', 'acme');

-- released_groups id=1: updated_at differ from the source
UPDATE `released_groups` SET `updated_at` = '2024-10-19 07:03:13.704069' WHERE ((`id` = 1)) AND `tenant_id` = 'acme';

-- app_template_bindings id=1: template_ids differ from the source
UPDATE `app_template_bindings` SET `template_ids` = '[2,3,5,7]' WHERE ((`id` = 1)) AND `tenant_id` = 'acme';
