import type { Catalogue } from './sentence.js';

/** Credentials that are encrypted with a master key, and the generators that IDs come from. */
export const credentials: Catalogue = {
  'credentials.key-length': ({ p, figure }) => ({
    title: `${p('side')}.credential_master_key 为 ${figure('length')} 字节，只允许 ${p('sizes')}`,
    remedy: `从${p('side') === 'source' ? '源' : '目标'}环境服务自身的配置中复制密钥，不带引号和换行`,
  }),
  'credentials.keys': ({ p, figure }) => {
    switch (p('keys')) {
      case 'same':
        return { title: '两端使用相同的主密钥：凭据原样复制' };
      case 'different':
        return { title: '两端的主密钥不同：每个凭据都用目标环境的密钥重新加密' };
      case 'contradiction':
        return {
          title: 'credential_master_keys 声明两端主密钥相同，但给出的两个密钥不同',
          remedy: '更正密钥，或从配置中去掉 credential_master_keys，凭据将重新加密',
        };
      case 'said':
        return { title: `${figure('rows')} 个凭据原样复制：已声明两端使用相同的主密钥` };
      default: {
        const given =
          p('keys') === 'one'
            ? `未给出${p('missing') === 'target' ? '目标' : '源'}环境的主密钥`
            : '没有给出主密钥';
        return {
          title: `${given}：${figure('rows')} 个凭据将原样复制，若两端密钥不同，所有客户端都无法登录`,
          remedy: `设置 source.credential_master_key 与 target.credential_master_key；若确知两者相同，请在配置中写明：credential_master_keys: same。${p('adviceZh')}`,
        };
      }
    }
  },
  'credentials.sample': ({ ok, table, n, figure }) => {
    if (ok)
      return {
        title:
          n('tried') === 0
            ? `${table} 中没有可用来验证源环境主密钥的凭据`
            : `源环境的主密钥可解开全部 ${figure('tried')} 个抽查的凭据`,
      };
    return n('opened') === 0
      ? {
          title: `source.credential_master_key 解不开抽查的 ${figure('tried')} 个凭据中的任何一个：密钥不对`,
          remedy: '从源环境服务自身的配置中复制密钥',
        }
      : {
          title: `抽查的 ${figure('tried')} 个凭据中，source.credential_master_key 只能解开 ${figure('opened')} 个`,
          remedy: '列出的行是用其他密钥加密的：在源环境重新生成，或删除它们',
        };
  },
  'credentials.target-sample': ({ p, ok, n, figure }) => {
    if (ok) return { title: `目标环境的主密钥可解开目标环境中抽查的全部 ${figure('tried')} 个凭据` };
    const own = p('own') === 'true' ? '，其中包括本租户的凭据' : '';
    return n('opened') === 0
      ? {
          title: `target.credential_master_key 解不开目标环境中抽查的 ${figure('tried')} 个凭据中的任何一个${own}`,
          remedy: '从目标环境服务自身的配置中复制密钥',
        }
      : {
          title: `目标环境中抽查的 ${figure('tried')} 个凭据里，target.credential_master_key 只能解开 ${figure('opened')} 个${own === '' ? '' : '，本租户的凭据也未能全部解开'}`,
          remedy:
            own === ''
              ? '如果列出的行已不再使用，则无需处理：目标环境的服务同样解不开它们'
              : '请使用本次迁移开始时的密钥，或回滚后用正确的密钥重新开始',
        };
  },
  'generators.table': ({ p, has, table }) => ({
    title: `目标环境没有分配 ID 的表 ${table}（源环境${has('inSource') ? '有' : '也没有'}）：无法在那里预留 ID`,
    remedy: has('inSource')
      ? `如果目标环境的服务从 ${table} 获取 ID，请先在目标数据库部署多租户表结构（${p('targetVersion')}）`
      : `如果由数据库自行分配 ID，则无需处理；否则请先在两端创建 ${table}`,
  }),
  'generators.missing': ({ p, table, count, figure }) => ({
    title: `目标环境的 ${table} 缺少 ${figure('migrated')} 张迁移表中 ${count} 张的记录`,
    remedy: `部署目标环境的服务时会自动创建；否则请在服务启动前执行：${p('statements')}`,
  }),
  'generators.limit': ({ p, figure }) => ({
    title: `源环境有 ${figure('generators')} 个 ID 生成器已超过 ${p('limit')}，即服务所能容纳的最大 ID`,
    remedy: '请查看列出的表；目标环境的生成器按迁移的行推进，不沿用这些值',
  }),
  'generators.behind': ({ count, finding }) => ({
    title: `目标环境有 ${count} 个 ID 生成器低于其自身行中已有的 ID，服务将遇到 "Duplicate entry"`,
    remedy: finding.remedy,
  }),
  'generators.present': ({ p, has, table, figure }) => ({
    title: `${table} 中有全部 ${figure('migrated')} 张迁移表的记录${has('never') ? `；${p('never')} 从不改动` : ''}`,
  }),
};
