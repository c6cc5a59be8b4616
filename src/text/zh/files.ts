import type { Wording } from '../../core/sentence.js';
import { tlsRemedies } from '../../core/tls-fault.js';
import type { Catalogue } from './sentence.js';

/** By what a finding says of itself. */
const byFault: Readonly<Record<string, Wording>> = tlsRemedies;

/** Findings about the stores that files lie in. */
export const files: Catalogue = {
  'files.no-server-copy': ({ p }) => ({
    title: `options.files.mode 为 copy，但没有服务器能从 ${p('source')} 直接复制到 ${p('targets')}`,
    remedy: '设置 options.files.mode: auto，让文件经由本工具传输',
  }),
  'files.source-repository': ({ p, figure }) => ({
    title: `source.files：${p('store')} 缺少行所引用的 ${figure('all')} 个仓库中的 ${figure('absent')} 个：${p('names')}`,
    remedy: '请核对 source.files 是否为源环境服务所用的项目或存储桶',
  }),
  'files.source-project': ({ p }) => ({
    title: `source.files：${p('store')} 不存在`,
    remedy: '请核对 source.files 是否为源环境服务所用的项目或存储桶',
  }),
  'files.source-empty': ({ p, figure }) => ({
    title: `source.files：行所引用的文件中查找了 ${figure('looked')} 个，${p('store')} 一个也没有`,
    remedy:
      '请核对 source.files 是否为源环境服务所用的项目或存储桶；如果这些文件确已不存在，请设置 options.files.mode: skip',
  }),
  'files.copy-rights': ({ p, has }) => {
    const right = '为 target.files 的账号授予读取源项目（或存储桶）的权限（BkRepo 还需要写入权限）';
    return {
      title: `${p('target')} 无法在服务器内从 ${p('source')} 复制：${p('message')}${has('only') ? '' : '；文件将经由本工具传输，耗时更长'}`,
      remedy: has('only') ? `${right}，或设置 options.files.mode: auto` : `若要由服务器复制：${right}`,
    };
  },
  'files.same-store': ({ p }) => ({
    title: `源端与目标端使用同一存储（${p('store')}）：不写入任何内容，只逐个核对文件`,
  }),
  'files.to-make': ({ p, figure }) => ({
    title: `将在 ${p('store')} 新建 ${figure('repositories')} 个仓库：${p('names')}`,
  }),
  'files.quota': ({ p, figure }) => ({
    title: `${p('store')} 的 ${p('repository')} 还能容纳 ${figure('free')} 字节，而最多会写入 ${figure('needed')} 字节`,
    remedy: '提高该仓库的配额，或迁移更少的业务（--biz-ids）',
  }),
  'files.rights': ({ p }) => ({
    title: `无法在 ${p('store')} 的 ${p('repository')} 中写入并删除测试对象：${p('message')}`,
    remedy: '为 target.files 的账号授予写入和删除权限',
  }),
  'files.clock': ({ p }) => ({
    title: `${p('store')} 的时钟与本机相差 ${p('seconds')} 秒`,
    remedy: '请校正时钟：请求会按时间签名',
  }),
  'files.reach': ({ p, has, finding }) =>
    finding.severity === 'ok'
      ? { title: `${p('store')} 可以访问` }
      : {
          title: `无法使用 ${p('store')}：${p('message')}`,
          remedy: has('login')
            ? '更正 files 配置中的用户与密码（或密钥）'
            : has('denied')
              ? '为 files 配置中的账号授予读写权限'
              : (byFault[has('tls') ? p('tls') : '']?.[1] ?? '请核对地址，并确认本机能访问该存储'),
        },
  'files.no-bucket': ({ p }) => ({
    title: `${p('store')} 不存在`,
    remedy: '请更正 files 块中存储桶的名称，或先建立该存储桶',
  }),
  'files.no-plain-project': ({ p }) => ({
    title: `已设置 target.files.also_plain_project，但 ${p('store')} 不存在，而多租户服务器不会建立没有租户的项目`,
    remedy: '请手工建立该项目，或去掉 also_plain_project',
  }),
  'files.no-tenants': ({ p }) => ({
    title: `${p('store')} 不存在，也无法建立：该 BkRepo 不区分租户，项目名中不能有点号`,
    remedy: '在 BkRepo 中开启多租户，或改用支持多租户的 BkRepo，或设置 target.files.tenant_project: false',
  }),
  'files.skipped': () => ({ title: 'options.files.mode 为 skip：不复制任何文件，也不写入任何存储' }),
  'files.plan': ({ p, figure }) => ({
    title: `要迁移的行引用了 ${figure('files')} 个文件，共 ${p('bytes')}；其中 ${figure('present')} 个已存在，${figure('missing')} 个在源端缺失`,
  }),
  'files.plain-readers': ({ p }) => ({ title: p('titleZh'), remedy: p('adviceZh') }),
  'files.missing': ({ figure }) => ({
    title: `行引用的 ${figure('files')} 个文件中有 ${figure('missing')} 个在源端不存在`,
    remedy: '请补上这些文件，或接受这些行的客户端取不到内容（与源端相同）',
  }),
  'files.conflicts': ({ figure }) => ({
    title: `目标端有 ${figure('conflicts')} 个文件的内容与其名称不符`,
    remedy: '请在目标端删除它们，或在迁移后用 validate --repair 覆盖',
  }),
};
