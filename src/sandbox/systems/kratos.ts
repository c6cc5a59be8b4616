import { quoteText } from '../../core/sql.js';
import { createRandom } from '../data/random.js';

/** Users of kratos-boilerplate with plain e-mails, phones and names, and the empty table of its KMS, for the preset `kratos`. */

const common = `id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  username varchar(255) NOT NULL,
  password varchar(255) NOT NULL`;
const times = `created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE KEY uk_username (username)`;

export const kratosSchema = {
  source: `CREATE TABLE users (
  ${common},
  email varchar(255) NULL,
  phone varchar(32) NULL,
  name varchar(100) NULL,
  ${times}
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  target: `CREATE TABLE users (
  ${common},
  email_encrypted blob NULL,
  email_hash varchar(64) NULL,
  phone_encrypted blob NULL,
  phone_hash varchar(64) NULL,
  name_encrypted blob NULL,
  name_hash varchar(64) NULL,
  ${times},
  KEY idx_users_email_hash (email_hash),
  KEY idx_users_phone_hash (phone_hash),
  KEY idx_users_name_hash (name_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
} as const;

const names = ['Ada Nowak', '王小明', 'Jürgen Groß', 'Zoë', '李娜', 'O’Brien', 'Ñuño', 'Anna-Lena'];

/** INSERTs of `rows` users, the same ones each time; some have no e-mail, phone or name. */
export function kratosData(rows: number): readonly string[] {
  const random = createRandom(20_260_102);
  const some = (chance: number, value: () => string) => (random.chance(chance) ? quoteText(value()) : 'NULL');
  const values = Array.from({ length: rows }, (_, index) => {
    const at = quoteText(
      new Date(Date.UTC(2024, 0, 1, 0, index % 500_000)).toISOString().slice(0, 19).replace('T', ' '),
    );
    return `(${[
      index + 1,
      quoteText(`user${index + 1}`),
      quoteText(`$2a$10$${random.word(53)}`),
      some(0.9, () => `user${index + 1}@example.org`),
      some(0.6, () => `+861${random.integer(3_000_000_000, 3_999_999_999)}`),
      some(0.8, () => random.pick(names)),
      at,
      at,
    ].join(', ')})`;
  });
  const statements: string[] = [];
  for (let start = 0; start < values.length; start += 500)
    statements.push(`INSERT INTO users VALUES ${values.slice(start, start + 500).join(',\n')}`);
  return statements;
}
