/** The columns of every table that can move, in their order and without tenant_id: what a whole row is. */
export const columnsByTable: Readonly<Record<string, string>> = {
  sharding_bizs: 'id memo biz_id sharding_db_id creator reviser created_at updated_at',
  applications:
    'id name config_type memo biz_id creator reviser created_at updated_at alias data_type last_consumed_time is_approve approve_type approver',
  template_spaces: 'id name memo biz_id creator reviser created_at updated_at',
  groups: 'id name mode public selector uid biz_id creator reviser created_at updated_at',
  hooks: 'id name memo type biz_id creator reviser created_at updated_at tags',
  credentials:
    'id biz_id credential_type enc_credential enc_algorithm memo enable creator reviser created_at updated_at expired_at name',
  config_items:
    'id name path file_type file_mode memo user user_group privilege biz_id app_id creator reviser created_at updated_at charset',
  releases: 'id name memo deprecated publish_num biz_id app_id creator created_at fully_released',
  strategy_sets: 'id name mode status memo biz_id app_id creator reviser created_at updated_at',
  template_sets:
    'id name memo template_ids public bound_apps biz_id template_space_id creator reviser created_at updated_at',
  templates: 'id name path memo biz_id template_space_id creator reviser created_at updated_at',
  template_variables: 'id name type default_val memo biz_id creator reviser created_at updated_at',
  hook_revisions: 'id name memo state content biz_id hook_id creator reviser created_at updated_at',
  credential_scopes:
    'id biz_id credential_id credential_scope creator reviser updated_at created_at expired_at',
  group_app_binds: 'id group_id app_id biz_id',
  commits: 'id content_id signature byte_size memo biz_id app_id config_item_id creator created_at md5',
  contents: 'id signature byte_size biz_id app_id config_item_id creator created_at md5',
  strategies:
    'id name release_id as_default scope namespace memo pub_state biz_id app_id strategy_set_id creator reviser created_at updated_at publish_type publish_time publish_status reject_reason approver approver_progress final_approval_time itsm_ticket_type itsm_ticket_url itsm_ticket_sn itsm_ticket_status itsm_ticket_state_id approve_type',
  current_published_strategies:
    'id name release_id as_default scope mode namespace memo pub_state biz_id app_id strategy_set_id strategy_id creator created_at',
  kvs: 'id key version kv_type kv_state biz_id app_id creator reviser created_at updated_at signature md5 byte_size memo secret_type secret_hidden certificate_expiration_date',
  released_config_items:
    'id commit_id release_id biz_id app_id config_item_id content_id signature byte_size name path file_type file_mode memo user user_group privilege creator reviser created_at updated_at origin_signature origin_byte_size md5 charset',
  released_groups:
    'id group_id app_id release_id strategy_id mode selector uid edited biz_id reviser updated_at',
  released_hooks:
    'id app_id release_id hook_type hook_id hook_revision_id hook_name hook_revision_name content script_type biz_id reviser updated_at',
  released_kvs:
    'id key version release_id kv_type biz_id app_id creator reviser created_at updated_at signature md5 byte_size memo secret_type secret_hidden certificate_expiration_date',
  template_revisions:
    'id revision_name revision_memo name path file_type file_mode user user_group privilege signature byte_size biz_id template_space_id template_id creator created_at md5 charset',
  app_template_bindings:
    'id template_space_ids template_set_ids template_ids template_revision_ids latest_template_ids bindings biz_id app_id creator reviser created_at updated_at',
  app_template_variables: 'id variables biz_id app_id creator reviser created_at updated_at',
  released_app_templates:
    'id release_id template_space_id template_space_name template_set_id template_set_name template_id name path template_revision_id is_latest template_revision_name template_revision_memo file_type file_mode user user_group privilege signature byte_size origin_signature origin_byte_size biz_id app_id creator reviser created_at updated_at md5 charset',
  released_app_template_variables: 'id release_id variables biz_id app_id creator created_at',
  archived_apps: 'id biz_id app_id created_at',
  client_querys: 'id biz_id app_id creator search_name search_type search_condition created_at updated_at',
  clients:
    'id biz_id app_id uid client_version client_type ip labels annotations first_connect_time last_heartbeat_time online_status cpu_usage cpu_max_usage memory_usage memory_max_usage current_release_id target_release_id release_change_status release_change_failed_reason failed_detail_reason cpu_min_usage cpu_avg_usage memory_min_usage memory_avg_usage specific_failed_reason total_seconds',
  current_released_instances: 'id uid release_id memo biz_id app_id creator created_at',
  client_events:
    'id client_id cursor_id biz_id app_id uid client_mode original_release_id target_release_id start_time end_time total_seconds total_file_size download_file_size total_file_num download_file_num release_change_status release_change_failed_reason failed_detail_reason specific_failed_reason',
  audits:
    'id res_type res_id action rid app_code detail biz_id app_id operator created_at res_instance operate_way status strategy_id is_compare',
  published_strategy_histories:
    'id name release_id as_default scope mode namespace memo pub_state biz_id app_id strategy_set_id strategy_id creator created_at',
};
