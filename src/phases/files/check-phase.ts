import { counted } from '../../core/counted.js';
import type { Finding } from '../../core/finding.js';
import { formatBytes, formatCount } from '../../core/format.js';
import type { FilesPlan } from '../../plan/plan.js';
import type { Checking } from '../phase.js';
import { checkStores } from './check-stores.js';
import { type FileForecast, forecastFiles, lackingBytes, repositoriesOf } from './count-files.js';
import { filesOptions } from './stores.js';
import { withStores } from './with-stores.js';

const mostSamples = 10;

/** The stores, and with `every` each file in both of them. */
export async function checkFiles(checking: Checking): Promise<readonly Finding[]> {
  const { context, plan, every, signal, listener, progress, onForecast } = checking;
  const { files } = plan;
  if (!files) return [];
  return await withStores(context, files, async ({ stores, session }) => {
    const source = await session('source');
    const options = filesOptions(context.config);
    const counting = {
      source,
      plan,
      files,
      parallel: options.parallel,
      signal: signal ?? new AbortController().signal,
    };
    const found = await checkStores({
      config: context.config,
      plan: files,
      stores,
      repositories: await repositoriesOf(source, plan, files),
      lackingBytes: (store, repository) => lackingBytes(counting, store, repository),
      listener,
      signal: counting.signal,
    });
    const findings = [...found, ...plainReaders(context, files)];
    const isCut = findings.some(({ code, severity }) => code === 'files.reach' && severity === 'blocker');
    if (!every || isCut) return findings;
    const onFile = (done: number, total: number) => progress?.tell({ step: 'files-look', done, total });
    const forecast = await forecastFiles({ ...counting, options, stores, onFile });
    const { lacking: _, seconds, ...counts } = forecast;
    onForecast({ seconds });
    listener({ type: 'files-plan', ...counts });
    return [...findings, ...describe(forecast)];
  });
}

/** Parts of the services look for files where there is no tenant, and nothing is written there. */
function plainReaders(
  { preset, config }: Checking['context'],
  { destinations }: FilesPlan,
): readonly Finding[] {
  const readers = preset.files?.plain_readers;
  if (!readers || !config.target.files?.tenantProject) return [];
  if (config.target.files.store.type !== 'bkrepo' || destinations.some(({ name }) => name === 'plain'))
    return [];
  const { title, advice } = readers;
  return [
    {
      code: 'files.plain-readers',
      severity: 'warning',
      subject: 'data',
      title: title.en,
      remedy: advice.en,
      params: { titleZh: title.zh, adviceZh: advice.zh },
    },
  ];
}

function describe({ files, bytes, present, missing, conflicts, lacking }: FileForecast): readonly Finding[] {
  const findings: Finding[] = [
    {
      code: 'files.plan',
      severity: 'info',
      subject: 'data',
      title: `${counted(files, 'file')} of ${formatBytes(bytes)} ${files === 1 ? 'is' : 'are'} named by the rows that move: ${formatCount(present)} there already, ${formatCount(missing)} missing in the source`,
      params: { files, bytes: formatBytes(bytes), present, missing },
    },
  ];
  if (missing > 0)
    findings.push({
      code: 'files.missing',
      severity: 'warning',
      subject: 'data',
      title: `${formatCount(missing)} of ${counted(files, 'file')} ${missing === 1 ? 'is' : 'are'} not in the source, though rows name ${missing === 1 ? 'it' : 'them'}`,
      remedy: 'bring them there, or accept that clients of these rows get nothing, as in the source',
      count: missing,
      samples: lacking
        .slice(0, mostSamples)
        .map(
          ({ file, row }) =>
            `${row ? `${row.table} ${row.key} ${row.shown}${row.served ? ' (served)' : ''}: ` : ''}${file.repository}/${file.sha256}`,
        ),
      params: { missing, files },
    });
  if (conflicts > 0)
    findings.push({
      code: 'files.conflicts',
      severity: 'blocker',
      subject: 'data',
      title: `${counted(conflicts, 'file lies', 'files lie')} in the target with other contents than ${conflicts === 1 ? 'its name says' : 'their names say'}`,
      remedy: 'remove them there, or have them written over by validate --repair after the run',
      count: conflicts,
      params: { conflicts },
    });
  return findings;
}
