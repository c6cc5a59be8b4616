import { expect, it } from 'vitest';
import { renderReport } from '../../../src/report/render-report.js';
import { linesOf } from '../support/cli/binary.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles } from '../support/files-case.js';
import { checkedReport } from '../support/journey/journey.js';
import { ownStore, ownVersitygw, type SampleFile } from '../support/stores.js';

const digests = (files: readonly SampleFile[]) => files.map(({ sha256 }) => sha256).toSorted();

/** Rows of another tenant and business in the target that name some of the run's files: the last two of four. */
const theirRow = (
  id: number,
  bizId: number,
  { sha256 }: SampleFile,
  column: 'signature' | 'origin_signature',
) =>
  `INSERT INTO items (id, biz_id, app_id, path, signature, origin_signature, byte_size, md5, tenant_id)
    VALUES (${id}, ${bizId}, 1, '/theirs', '${column === 'signature' ? sha256 : ''}', '${column === 'signature' ? '' : sha256}', 1, '', 'beta')`;

it.each(['cos', 'bkrepo'] as const)(
  'a rollback with --files leaves what rows of another tenant name in a bucket or the plain project, and takes all of its own project: %s',
  async (kind) => {
    const [first, second, third, fourth] = smallFiles(4) as [SampleFile, SampleFile, SampleFile, SampleFile];
    const files = [first, second, third, fourth];
    const { from, to } = await openBkRepos(files);
    const cos = await ownVersitygw();
    await cos.makeBucket('bucket');
    const target = kind === 'cos' ? cos.endpointOf('bucket') : to.endpointOf('bscp');
    to.addRepository('bscp', 'bscp-v1-biz-2');
    const opened = await openFilesCase({
      rows: files.map(rowOf),
      source: from.endpointOf('bscp'),
      target,
      ...(kind === 'bkrepo' ? { targetSettings: { also_plain_project: true } } : {}),
    });
    const run = await opened.cli('run');
    expect(run.exitCode, run.stderr).toBe(0);
    const { runId } = linesOf(run).find(({ type }) => type === 'run-started') as { readonly runId: string };
    await opened.target.query(theirRow(101, 2, first, 'signature'));
    await opened.target.query(theirRow(102, 2, second, 'origin_signature'));
    // The same contents in another business are another object.
    await opened.target.query(theirRow(103, 3, third, 'signature'));
    const back = await opened.cli('rollback', '--run', runId, '--files', '--confirm', opened.targetDatabase);
    expect(back.exitCode, back.stderr).toBe(0);
    expect(back.stderr).toContain('2 files stay, since rows of the target name them');
    const kept = digests([first, second]);
    if (kind === 'cos') {
      const store = await ownStore(target);
      const heads = await Promise.all(files.map((file) => store.head(file.place)));
      expect(digests(files.filter((_, index) => heads[index] !== null))).toEqual(kept);
    } else {
      expect(await digestsIn(to, 'acme.bscp')).toEqual([]);
      expect(await digestsIn(to, 'bscp')).toEqual(kept);
    }
    const report = await checkedReport(opened.context, runId);
    expect(report.others?.files).toContainEqual(
      expect.objectContaining({ part: kind === 'cos' ? 'main' : 'plain', done: 2, removed: 2 }),
    );
    const said = kind === 'cos' ? '2 removed, 2 stay' : '6 removed, 2 stay';
    expect(renderReport(report, 'md', 'en')).toContain(`- Files phase: ${said}`);
    expect(
      await opened.target.query(`SELECT COUNT(*) AS n FROM items WHERE tenant_id = 'acme'`),
    ).toMatchObject([[{ n: '0' }], expect.anything()]);
  },
);
