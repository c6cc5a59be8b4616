import { filePermissions, fileText, longName } from './files.js';
import type { Application, Release, Template, World } from './world.js';

/** The space that the console makes at the first visit of its template page; every business has it. */
export const defaultSpaceName = '默认空间';

/** Template spaces, sets, templates and their revisions; the sets' rows come later, with `addTemplateSets`. */
export function addTemplates(world: World, bizId: number): readonly Template[] {
  const spaces = [defaultSpaceName, 'ops-templates'].map((name) => {
    const space = { id: world.nextId('template_spaces'), name };
    world.add('template_spaces', {
      ...space,
      memo: world.texts.remark(),
      biz_id: bizId,
      ...world.authored(),
    });
    const sets = ['nginx', '默认套餐'].map((setName) => ({
      id: world.nextId('template_sets'),
      name: setName,
    }));
    return { ...space, sets };
  });
  return Array.from({ length: world.shape.templatesPerBusiness }, (_, index) => {
    const space = spaces[index % spaces.length] as (typeof spaces)[number];
    const set = space.sets[Math.floor(index / 2) % 2] as { id: number; name: string };
    const template = {
      id: world.nextId('templates'),
      name: longName(index, 'template'),
      path: index % 2 === 0 ? '/etc/nginx' : `/data/模板/${index % 7}`,
    };
    world.add('templates', {
      ...template,
      memo: world.texts.remark(),
      biz_id: bizId,
      template_space_id: space.id,
      ...world.authored(),
    });
    const revisions = Array.from({ length: world.random.integer(1, 3) }, (_unused, number) => {
      const made = world.authored();
      const revision = {
        id: world.nextId('template_revisions'),
        name: `v${number + 1}-${world.random.word(8)}`,
        file: world.addFile(bizId, fileText('template', template.id, number)),
      };
      world.add('template_revisions', {
        id: revision.id,
        revision_name: revision.name,
        revision_memo: world.texts.remark(),
        name: template.name,
        path: template.path,
        ...filePermissions(world, index),
        ...revision.file,
        biz_id: bizId,
        template_space_id: space.id,
        template_id: template.id,
        creator: made.creator,
        created_at: made.created_at,
      });
      return revision;
    });
    return {
      ...template,
      spaceId: space.id,
      spaceName: space.name,
      setId: set.id,
      setName: set.name,
      revisions,
    };
  });
}

/** The sets' rows, once it is known which applications use them. */
export function addTemplateSets(
  world: World,
  bizId: number,
  templates: readonly Template[],
  users: ReadonlyMap<number, readonly number[]>,
): void {
  for (const [setId, members] of Map.groupBy(templates, (template) => template.setId)) {
    const first = members[0] as Template;
    world.add('template_sets', {
      id: setId,
      name: first.setName,
      memo: world.texts.remark(),
      template_ids: JSON.stringify(members.map((template) => template.id)),
      public: world.random.chance(0.5),
      bound_apps: JSON.stringify(users.get(setId) ?? []),
      biz_id: bizId,
      template_space_id: first.spaceId,
      ...world.authored(),
    });
  }
}

/** Binds a file application to some templates and gives them. */
export function bindTemplates(world: World, app: Application): readonly Template[] {
  const bound = world.random.some(app.business.templates, world.shape.templatesPerRelease);
  const ids = (list: readonly number[]) => JSON.stringify([...new Set(list)]);
  const newest = (template: Template) => (template.revisions.at(-1) as { id: number }).id;
  world.add('app_template_bindings', {
    id: world.nextId('app_template_bindings'),
    template_space_ids: ids(bound.map((template) => template.spaceId)),
    template_set_ids: ids(bound.map((template) => template.setId)),
    template_ids: ids(bound.map((template) => template.id)),
    template_revision_ids: ids(bound.map(newest)),
    latest_template_ids: ids(bound.filter((_, index) => index % 2 === 0).map((template) => template.id)),
    bindings: JSON.stringify(
      [...Map.groupBy(bound, (template) => template.setId)].map(([setId, members]) => ({
        template_set_id: setId,
        template_revisions: members.map((template) => ({
          template_id: template.id,
          template_revision_id: newest(template),
          is_latest: bound.indexOf(template) % 2 === 0,
        })),
      })),
    ),
    biz_id: app.business.id,
    app_id: app.id,
    ...world.authored(),
  });
  world.add('app_template_variables', {
    id: world.nextId('app_template_variables'),
    variables: variablesText(world),
    biz_id: app.business.id,
    app_id: app.id,
    ...world.authored(),
  });
  return bound;
}

/** What a release holds of the templates that its application was bound to. */
export function releaseTemplates(world: World, release: Release, bound: readonly Template[]): void {
  const made = world.authored();
  const place = { release_id: release.id, biz_id: release.app.business.id, app_id: release.app.id };
  for (const template of bound) {
    const revision = world.random.pick(template.revisions);
    world.add('released_app_templates', {
      id: world.nextId('released_app_templates'),
      ...place,
      template_space_id: template.spaceId,
      template_space_name: template.spaceName,
      template_set_id: template.setId,
      template_set_name: template.setName,
      template_id: template.id,
      name: template.name,
      path: template.path,
      template_revision_id: revision.id,
      is_latest: world.random.chance(0.5),
      template_revision_name: revision.name,
      template_revision_memo: world.texts.remark(),
      ...filePermissions(world, template.id),
      ...revision.file,
      origin_signature: revision.file.signature,
      origin_byte_size: revision.file.byte_size,
      ...made,
    });
  }
  world.add('released_app_template_variables', {
    id: world.nextId('released_app_template_variables'),
    ...place,
    variables: variablesText(world),
    creator: made.creator,
    created_at: made.created_at,
  });
}

function variablesText(world: World): string {
  return JSON.stringify([
    { name: 'bk_bscp_variable_0', type: 'string', default_val: world.texts.note(), memo: '' },
    { name: 'bk_bscp_variable_1', type: 'number', default_val: '1.0', memo: world.texts.note() },
  ]);
}
