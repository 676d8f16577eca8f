import { Command, Option } from 'commander';
import type { Environment } from '../app/index.js';
import type { Role } from '../common/index.js';
import type { Answer } from './answer.js';
import { readCount, readId, readInstant, readName, readSpan, readStoredName } from './arguments.js';
import type { VerifyAuditOptions } from './audit.command.js';
import type { EraseOptions } from './erase.command.js';
import type { CreateKeyOptions, ListKeysOptions } from './keys.command.js';
import type { MigrateOptions } from './migrate.command.js';
import type { Output } from './output.js';
import type { UsageOptions } from './usage.command.js';

export type Print = (answer: Answer, asJson: boolean) => void;

/** Runs a command. */
type Run<O> = (options: O, ...operands: string[]) => Promise<Answer>;

const ROLES: readonly Role[] = ['admin', 'service', 'user'];
const EXIT_CODES = '\nExit code: 0 success, 1 problems found or failure, 2 wrong usage.';

/** All commands with their help. The code of a command is loaded when it runs, so that help is printed at once. */
export function createProgram(environment: Environment, version: string, output: Output, print: Print): Command {
  const program = new Command('reprise')
    .description('Administers the Reprise service. Reads the same settings, from the environment or from .env.')
    .version(version)
    .configureOutput({ writeOut: (text) => output.out(text), writeErr: (text) => output.err(text) })
    .exitOverride()
    .showHelpAfterError('(add --help for the usage)')
    .addHelpText('after', EXIT_CODES);
  const keys = program.command('keys').description('create, list, confirm and revoke API keys');
  addKeysCreate(keys, environment, print);
  addKeysList(keys, environment, print);
  addKeysConfirm(keys, environment, print);
  addKeysRevoke(keys, environment, print);
  addMigrate(program, environment, print);
  addUsage(program, environment, print);
  addErase(program, environment, print);
  addAuditVerify(program.command('audit').description('verify the audit trail'), environment, print);
  addEncryption(program, environment, print);
  addDoctor(program, environment, print);
  return program;
}

function addKeysCreate(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('create')
    .description('create an API key; it is printed once and cannot be retrieved later')
    .requiredOption('--tenant <tenant>', 'the tenant of the key', readName)
    .addOption(
      new Option('--role <role>', 'admin: the whole tenant; service: all of its users; user: one user')
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option('--user <user>', 'the user of the key; only with --role user', readName)
    .option('--expires <time>', 'when the key expires, from now: 90d, 12h or 30m', readSpan);
  finish(
    command,
    'reprise keys create --tenant acme --role user --user alice --expires 90d',
    print,
    async (options: CreateKeyOptions) => {
      if ((options.role === 'user') !== (options.user !== undefined))
        command.error('error: --role user requires --user, and other roles do not allow it');
      return (await import('./keys.command.js')).createKey(environment, options);
    },
  );
}

function addKeysList(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('list')
    .description('list the API keys, newest first, without their secrets')
    .option('--tenant <tenant>', 'only the keys of one tenant', readName);
  finish(command, 'reprise keys list --tenant acme --json', print, async (options: ListKeysOptions) =>
    (await import('./keys.command.js')).listKeys(environment, options),
  );
}

function addKeysConfirm(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('confirm')
    .description('activate an API key that was created with AUTH_MODE=none')
    .argument('<id>', 'the id of the key; `reprise keys list` shows it', readId);
  finish(command, 'reprise keys confirm 01a206f7-c6d0-7377-9497-d80f52ca69f6', print, async (_options, id = '') =>
    (await import('./keys.command.js')).confirmKey(environment, id),
  );
}

function addKeysRevoke(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('revoke')
    .description('revoke an API key on all replicas, with immediate effect')
    .argument('<id>', 'the id of the key; `reprise keys list` shows it', readId);
  finish(command, 'reprise keys revoke 01a206f7-c6d0-7377-9497-d80f52ca69f6', print, async (_options, id = '') =>
    (await import('./keys.command.js')).revokeKey(environment, id),
  );
}

function addMigrate(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('migrate')
    .description('run the pending migrations of the database in DATABASE_URL')
    .option(
      '--status',
      'run nothing; list the migrations that have run and those that are pending; exit with 1 if any are pending',
    );
  finish(command, 'reprise migrate --status', print, async (options: MigrateOptions) =>
    (await import('./migrate.command.js')).migrateDatabase(environment, options),
  );
}

function addUsage(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('usage')
    .description('report billed calls and replays of a user, or of a whole tenant')
    .option('--user <user>', 'the user; without it, the usage of the whole tenant', readName)
    .option('--tenant <tenant>', 'the tenant', readName, 'default')
    .option(
      '--from <time>',
      'calls sent at this time or later: a day in UTC, or a time (default: the first day of this month)',
      readInstant,
    )
    .option('--to <time>', 'calls sent before this time: 2026-12-01 excludes that day', readInstant)
    .addOption(new Option('--group-by <field>', 'the field to group by').choices(['day', 'model', 'user', 'kind']));
  finish(command, 'reprise usage --user alice --from 2026-11-01 --group-by day', print, async (options: UsageOptions) =>
    (await import('./usage.command.js')).reportUsage(environment, options),
  );
}

function addErase(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('erase')
    .description('erase all data of a user, as DELETE /users/{user_id} does, and print the receipt')
    .requiredOption('--tenant <tenant>', 'the tenant', readStoredName)
    .requiredOption(
      '--user <user>',
      'the user; also allows the names . and .., which are no longer valid',
      readStoredName,
    );
  finish(command, 'reprise erase --tenant acme --user alice', print, async (options: EraseOptions) =>
    (await import('./erase.command.js')).eraseUser(environment, options),
  );
}

function addAuditVerify(audit: Command, environment: Environment, print: Print): void {
  const command = audit
    .command('verify')
    .description('verify that the audit trail has not been changed, in the database or in an export')
    .option('--tenant <tenant>', 'the tenant in the database', readName, 'default')
    .addOption(
      // An export contains its tenant and its first record.
      new Option(
        '--export <file>',
        'an export to verify instead of the database; needs neither the database nor the settings',
      ).conflicts(['tenant', 'afterSeq']),
    )
    .option('--public-key <file>', 'the only public keys to trust, in PEM format')
    .option('--mirror <file>', 'the file of the mirror, which is trusted more than the database')
    .option('--after-seq <n>', 'continue after this record, the last one of an earlier verification', readCount);
  finish(
    command,
    'reprise audit verify --export audit.ndjson --public-key audit.pub.pem',
    print,
    async (options: VerifyAuditOptions) => (await import('./audit.command.js')).verifyAudit(environment, options),
  );
}

function addEncryption(program: Command, environment: Environment, print: Print): void {
  const encryption = program.command('encryption').description('show and complete the encryption of stored data');
  const status = encryption
    .command('status')
    .description(
      'count the data keys of each master key, and the rows that are unencrypted or in the old format; exit with 1 if a ' +
        'master key is missing, or if ENCRYPTION_STRICT rejects any of the rows',
    );
  finish(status, 'reprise encryption status', print, async () =>
    (await import('./encryption.command.js')).showEncryption(environment),
  );
  const seal = encryption
    .command('seal')
    .description(
      'encrypt the unencrypted rows, and re-encrypt those in the old format, while the service runs; after an interruption, ' +
        'run it again to continue; exit with 1 if a row cannot be read',
    );
  finish(seal, 'reprise encryption seal', print, async () =>
    (await import('./encryption.command.js')).sealRows(environment),
  );
}

function addDoctor(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('doctor')
    .description(
      'check the settings, the database, its schema, the Claude key and other configured services, at no cost',
    );
  finish(command, 'reprise doctor', print, async () => (await import('./doctor.command.js')).examine(environment));
}

function finish<O extends object>(command: Command, example: string, print: Print, run: Run<O>): void {
  command
    .option('--json', 'print one JSON document')
    .addHelpText('after', `\nExample:\n  $ ${example}\n${EXIT_CODES}`)
    .action(async () => {
      const options = command.opts<O & { readonly json?: true }>();
      print(await run(options, ...(command.processedArgs as string[])), options.json === true);
    });
}
