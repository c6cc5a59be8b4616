import type { MysqlEndpoint, VaultEndpoint } from '../../config/config.js';
import { formatCount } from '../../core/format.js';
import type { Sentence } from '../../core/sentence.js';
import type { ObjectStore } from '../../objects/store.js';
import { say } from '../words.js';
import { addBusiness, addCredentials } from './business.js';
import { addTraffic } from './clients.js';
import { createFileWriter } from './file-writer.js';
import { addConfigItems, releaseConfigItems } from './files.js';
import { addKvs, releaseKvs } from './kvs.js';
import { addApplication, addReleasedHooks, publish } from './publishing.js';
import { type Size, shapeOf } from './shape.js';
import { openSink } from './sink.js';
import { addBusinessSystemRows, addGenerators, addSystemRows } from './system.js';
import { addTemplateSets, bindTemplates, releaseTemplates } from './templates.js';
import { openSecretWriter } from './vault-writer.js';
import { type Application, createWorld, type Release, type World } from './world.js';

interface FillOptions {
  /** A database that has the source's empty tables. */
  readonly mysql: MysqlEndpoint;
  /** A KV v2 mount; absent: rows name secrets that nobody writes. */
  readonly vault?: VaultEndpoint;
  /** A store of the source that gets the contents of the files; stays open. Absent: rows name files that nobody writes. */
  readonly files?: ObjectStore;
  readonly size: Size;
  /** The same seed gives the same rows and secrets. */
  readonly seed: number;
  /** Other businesses than the usual ones; as many as the size asks for are taken. */
  readonly bizIds?: readonly number[];
  readonly onProgress?: (line: Sentence) => void;
}

/** What was written. */
export interface Filled {
  readonly rows: Readonly<Record<string, number>>;
  readonly totalRows: number;
  readonly bizIds: readonly number[];
  /** Paths and versions in Vault; `rows` counts the rows that name them. */
  readonly secrets: { readonly rows: number; readonly paths: number; readonly versions: number };
  /** Distinct by business and content, whether or not there was a store for them. */
  readonly files: { readonly files: number; readonly bytes: number };
  readonly seconds: number;
}

const usualBizIds = [2, 3, 5, 100148, 2005000002] as const;
const progressEveryMs = 2000;

/** Fills a source with sample data like that of a BSCP in use, with every trap the tool has to survive. */
export async function fillSource(options: FillOptions): Promise<Filled> {
  const started = Date.now();
  const sink = await openSink(options.mysql);
  const secrets = options.vault === undefined ? undefined : openSecretWriter(options.vault);
  const files = createFileWriter(options.files);
  const shape = shapeOf(options.size);
  const total = () => Object.values(sink.counts).reduce((sum, count) => sum + count, 0);
  const timer = setInterval(() => {
    const rows = formatCount(total());
    options.onProgress?.(
      secrets === undefined
        ? say('demo.filled', { rows })
        : say('demo.filled-with', { rows, versions: formatCount(secrets.counts.versions) }),
    );
  }, progressEveryMs);
  try {
    const world = createWorld({
      seed: options.seed,
      shape,
      sink,
      files,
      writeSecret: secrets?.write ?? (async () => {}),
    });
    const businesses = (options.bizIds ?? usualBizIds).slice(0, shape.businesses);
    addSystemRows(world);
    for (const bizId of businesses) await fillBusiness(world, bizId, bizId === businesses[0]);
    addGenerators(world);
    await Promise.all([sink.finish(), secrets?.finish(), files.finish()]);
    return {
      rows: { ...sink.counts },
      totalRows: total(),
      bizIds: businesses,
      secrets: {
        rows: (sink.counts.kvs ?? 0) + (sink.counts.released_kvs ?? 0),
        paths: secrets?.counts.paths ?? 0,
        versions: secrets?.counts.versions ?? 0,
      },
      files: { ...files.counts },
      seconds: (Date.now() - started) / 1000,
    };
  } finally {
    clearInterval(timer);
    await Promise.all([sink.close(), secrets?.close()]);
  }
}

async function fillBusiness(world: World, bizId: number, first: boolean): Promise<void> {
  const business = addBusiness(world, bizId);
  const apps: Application[] = [];
  const setUsers = new Map<number, number[]>();
  for (let index = 0; index < world.shape.appsPerBusiness; index += 1) {
    const { app, releases } = addApplication(world, business, index);
    apps.push(app);
    publish(world, app, releases);
    addReleasedHooks(world, app, releases);
    addTraffic(world, app, releases);
    if (app.kind === 'kv') await fillKvApp(world, app, releases, first && index === 1);
    else await fillFileApp(world, app, releases, setUsers);
    await world.settle();
  }
  addTemplateSets(world, bizId, business.templates, setUsers);
  addCredentials(world, business, apps);
  addBusinessSystemRows(world, bizId, apps);
}

async function fillKvApp(
  world: World,
  app: Application,
  releases: readonly Release[],
  first: boolean,
): Promise<void> {
  const live = await addKvs(world, app, first);
  for (const release of releases) await releaseKvs(world, release, live);
}

async function fillFileApp(
  world: World,
  app: Application,
  releases: readonly Release[],
  setUsers: Map<number, number[]>,
): Promise<void> {
  const items = addConfigItems(world, app);
  const templates = bindTemplates(world, app);
  for (const setId of new Set(templates.map((template) => template.setId))) {
    setUsers.set(setId, [...(setUsers.get(setId) ?? []), app.id]);
  }
  for (const release of releases) {
    releaseConfigItems(world, release, items);
    releaseTemplates(world, release, templates);
    await world.settle();
  }
}
