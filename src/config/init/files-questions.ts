import { storeAddress } from '../store-schema.js';
import { type AskedSide, askAbout, choice, confirm, secretQuestions, select, text } from './ask.js';
import type { Answers, Question, Text } from './question.js';
import { anyText, required } from './validators.js';

const address = (answer: string): Text | null =>
  storeAddress.test(answer)
    ? null
    : {
        en: 'An address like https://bkrepo.example, without a user.',
        zh: '形如 https://bkrepo.example 的地址，不含用户名。',
      };

/** Where the files of one side are: a project of a BkRepo, or a bucket of COS. */
export function filesQuestions(side: AskedSide, answers: Answers): Question[] {
  const key = `${side.side}.files`;
  const name = { en: `Files of the ${side.en}`, zh: `${side.zh}的文件` };
  const { about, same } = askAbout(side, 'files', name, answers);
  const type = answers[`${key}.type`];
  return [
    select(`${key}.type`, about('where are they?', '存放在哪里？'), same('type') ?? 'bkrepo', [
      choice('bkrepo', 'in a project of a BkRepo', 'BkRepo 的项目'),
      choice('cos', 'in a bucket of COS, or of a server that speaks S3', 'COS 或兼容 S3 的存储桶'),
    ]),
    ...(type === 'bkrepo'
      ? [
          text(`${key}.url`, about('address', '地址'), address, same('url')),
          text(
            `${key}.project`,
            about('project, without a tenant', '项目（不含租户）'),
            required,
            same('project') ?? 'bscp',
          ),
          text(`${key}.username`, about('user', '用户'), required, same('username')),
          ...secretQuestions(key, 'password', about('password', '密码'), answers),
          ...(side.side === 'target'
            ? [
                confirm(
                  `${key}.tenant_project`,
                  about("into the tenant's own project?", '写入租户自己的项目？'),
                  true,
                ),
                confirm(
                  `${key}.also_plain_project`,
                  about('also into the project without a tenant?', '是否同时写入不含租户的项目？'),
                  false,
                ),
              ]
            : []),
        ]
      : []),
    ...(type === 'cos'
      ? [
          text(
            `${key}.endpoint`,
            about('address without the bucket', '地址（不含存储桶）'),
            address,
            same('endpoint'),
          ),
          text(`${key}.bucket`, about('bucket', '存储桶'), required),
          text(`${key}.region`, about('region', '地域'), anyText, same('region') ?? 'default'),
          text(
            `${key}.secret_id`,
            about('account (secret ID)', '账号（secret ID）'),
            required,
            same('secret_id'),
          ),
          ...secretQuestions(key, 'secret_key', about('secret key', 'secret key'), answers),
          select(`${key}.signature`, about('signature of requests', '请求签名'), same('signature') ?? 'cos', [
            choice('cos', "Tencent's own", '腾讯云签名'),
            choice('v4', "AWS's Version 4", 'AWS 第 4 版'),
          ]),
          confirm(
            `${key}.path_style`,
            about('does the bucket stand in the path?', '存储桶是否写在路径中？'),
            answers['source.files.path_style'] === true && side.side === 'target',
          ),
        ]
      : []),
  ];
}
