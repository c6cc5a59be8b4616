import { z } from 'zod';
import { form } from '../core/yaml/words.js';
import { file, secret, text, tls } from './schema-words.js';

/** `${NAME}` stands for one, which is held to the same form. */
export const storeAddress = /^(https?:\/\/[^/@?#\s]+(\/[^@?#\s]*)?|\$\{\w+\})$/;
const storeUrl = z.string().regex(storeAddress, form('form.store-address'));

const bkRepo = z.strictObject({
  type: z.literal('bkrepo').describe('A project of a BkRepo'),
  url: storeUrl.describe('Its address, e.g. https://bkrepo.example'),
  project: text.describe('The project, without a tenant'),
  username: text.describe('Account'),
  password: secret.describe('Its password'),
  password_file: file,
  tls: tls.describe('As for `mysql`'),
});

const cos = z.strictObject({
  type: z.literal('cos').describe('A bucket of COS, or of a server that speaks S3'),
  endpoint: storeUrl.describe('Address without the bucket, e.g. https://cos.ap-guangzhou.myqcloud.com'),
  bucket: text.describe('The bucket'),
  region: text.default('default').describe('Its region, for `signature: v4`'),
  secret_id: text.describe('Account'),
  secret_key: secret.describe('Its key'),
  secret_key_file: file,
  signature: z.enum(['cos', 'v4']).default('cos').describe("Tencent's own signature, or AWS's Version 4"),
  path_style: z.boolean().default(false).describe("The bucket stands in the path, not in the host's name"),
  tls: tls.describe('As for `mysql`'),
});

const noFiles = z.strictObject({ type: z.literal('none').describe('No files are carried over') });
const store = z.discriminatedUnion('type', [bkRepo, cos]);
export type StoreFile = z.infer<typeof store>;

const slave = store.optional();

/** `source.files` */
export const sourceFiles = z.discriminatedUnion('type', [bkRepo, cos, noFiles]);
/** `target.files` */
export const targetFiles = z.discriminatedUnion('type', [
  bkRepo.extend({
    tenant_project: z
      .boolean()
      .default(true)
      .describe("The tenant's own project `TENANT.PROJECT`, as services with tenants read it"),
    also_plain_project: z
      .boolean()
      .default(false)
      .describe('Also the project without a tenant, which some readers of the target version still ask'),
    slave: slave.describe('Repository that services fall back to; it is filled, too'),
  }),
  cos.extend({ slave: slave.describe('Bucket or project that services fall back to; it is filled, too') }),
  noFiles,
]);
export type TargetFilesFile = z.infer<typeof targetFiles>;
export type SourceFilesFile = z.infer<typeof sourceFiles>;
