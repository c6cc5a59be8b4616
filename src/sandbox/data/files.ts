import type { FileFacts } from './digests.js';
import type { Application, Release, World } from './world.js';

/** One config file of an application, with its newest commit. */
interface ConfigItem {
  readonly id: number;
  readonly commitId: number;
  readonly contentId: number;
  readonly file: FileFacts;
  /** Columns that a release copies. */
  readonly copied: Readonly<Record<string, string | number | null>>;
}

/** Config items of a file application, each with its contents and commits. */
export function addConfigItems(world: World, app: Application): readonly ConfigItem[] {
  return Array.from({ length: world.shape.configItemsPerFileApp }, (_, index) => {
    const id = world.nextId('config_items');
    const place = { biz_id: app.business.id, app_id: app.id };
    const copied = {
      name: longName(index, 'config'),
      path: index % 3 === 0 ? '/' : `/etc/目录-${index % 5}/${'deep/'.repeat(index % 11)}x`,
      memo: world.texts.remark(),
      ...filePermissions(world, index),
    };
    world.add('config_items', { id, ...copied, ...place, ...world.authored() });
    const versions = Array.from({ length: world.random.integer(1, 3) }, (_unused, version) => {
      const file = world.addFile(app.business.id, fileText('config item', id, version));
      const made = { creator: world.texts.person(), created_at: world.clock.moment() };
      const contentId = world.nextId('contents');
      world.add('contents', { id: contentId, ...file, ...place, config_item_id: id, ...made });
      const commitId = world.nextId('commits');
      world.add('commits', {
        id: commitId,
        content_id: contentId,
        ...file,
        memo: world.texts.remark(),
        ...place,
        config_item_id: id,
        ...made,
      });
      return { commitId, contentId, file };
    });
    const newest = versions.at(-1) as (typeof versions)[number];
    return { id, ...newest, copied };
  });
}

/** The copies of an application's files that a release keeps. */
export function releaseConfigItems(world: World, release: Release, items: readonly ConfigItem[]): void {
  const made = world.authored();
  for (const item of items) {
    world.add('released_config_items', {
      id: world.nextId('released_config_items'),
      commit_id: item.commitId,
      release_id: release.id,
      biz_id: release.app.business.id,
      app_id: release.app.id,
      config_item_id: item.id,
      content_id: item.contentId,
      ...item.file,
      origin_signature: item.file.signature,
      origin_byte_size: item.file.byte_size,
      ...item.copied,
      ...made,
    });
  }
}

export function filePermissions(world: World, index: number) {
  return {
    file_type: index % 5 === 0 ? 'binary' : 'text',
    file_mode: index % 4 === 0 ? 'win' : 'unix',
    user: index % 4 === 0 ? '' : 'root',
    user_group: 'root',
    privilege: world.random.pick(['644', '755', '600']),
    charset: world.random.pick(['UTF-8', 'GBK', '']),
  };
}

/**
 * A file name: mostly short, some unusual, some of the full 255 characters. The number comes first, because the
 * target's unique keys see only 100 characters.
 */
export function longName(index: number, stem: string): string {
  if (index % 10 === 3) return `${index}-${stem}-${'长'.repeat(200)}.conf`;
  if (index % 10 === 5) return `${index}-${stem} with 'quotes' & 😀.yaml`;
  if (index % 10 === 7) return `.${index}.${stem}`;
  return `${stem}_${index}.conf`;
}

/**
 * The content of a file: some are empty, and then the same file in each business, some have no ASCII in them, some are longer
 * than one piece of a stream.
 */
export function fileText(kind: string, id: number, version: number): string {
  if (version === 0 && id % 13 === 5) return '';
  const title = `# ${kind} ${id} version ${version} 配置\n`;
  return title + `server_${id}.port = ${8000 + version}\n`.repeat(id % 29 === 7 ? 5000 : id % 40);
}
