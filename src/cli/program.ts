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

/** Runs what a command is about, and prints it. */
type Run<O> = (options: O, ...operands: string[]) => Promise<Answer>;

const ROLES: readonly Role[] = ['admin', 'service', 'user'];
const EXIT_CODES = '\nExit code: 0 done, 1 found wanting or failed, 2 wrong use.';

/** Every command with its help. What it does is loaded when it is asked for, so that help comes at once. */
export function createProgram(environment: Environment, version: string, output: Output, print: Print): Command {
  const program = new Command('reprise')
    .description('The tool beside the Reprise service. It reads the same settings, from the environment or from .env.')
    .version(version)
    .configureOutput({ writeOut: (text) => output.out(text), writeErr: (text) => output.err(text) })
    .exitOverride()
    .showHelpAfterError('(add --help to see what is right)')
    .addHelpText('after', EXIT_CODES);
  const keys = program.command('keys').description('make, list, confirm and revoke API keys');
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
    .description('make an API key; it is printed once, and nobody can find it out afterwards')
    .requiredOption('--tenant <tenant>', 'the tenant it is for', readName)
    .addOption(
      new Option('--role <role>', 'admin: all of the tenant; service: every user of it; user: one user')
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option('--user <user>', 'the one user it is for; goes with --role user', readName)
    .option('--expires <time>', 'when it ends, from now: 90d, 12h or 30m', readSpan);
  finish(
    command,
    'reprise keys create --tenant acme --role user --user alice --expires 90d',
    print,
    async (options: CreateKeyOptions) => {
      if ((options.role === 'user') !== (options.user !== undefined))
        command.error('error: --role user needs --user, and no other role has one');
      return (await import('./keys.command.js')).createKey(environment, options);
    },
  );
}

function addKeysList(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('list')
    .description('list the API keys, newest first, without the keys themselves')
    .option('--tenant <tenant>', 'those of one tenant only', readName);
  finish(command, 'reprise keys list --tenant acme --json', print, async (options: ListKeysOptions) =>
    (await import('./keys.command.js')).listKeys(environment, options),
  );
}

function addKeysConfirm(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('confirm')
    .description('let an API key count that was made with AUTH_MODE=none')
    .argument('<id>', 'the id of the key, as `reprise keys list` shows it', readId);
  finish(command, 'reprise keys confirm 01a206f7-c6d0-7377-9497-d80f52ca69f6', print, async (_options, id = '') =>
    (await import('./keys.command.js')).confirmKey(environment, id),
  );
}

function addKeysRevoke(keys: Command, environment: Environment, print: Print): void {
  const command = keys
    .command('revoke')
    .description('revoke an API key: from now on it counts on no replica')
    .argument('<id>', 'the id of the key, as `reprise keys list` shows it', readId);
  finish(command, 'reprise keys revoke 01a206f7-c6d0-7377-9497-d80f52ca69f6', print, async (_options, id = '') =>
    (await import('./keys.command.js')).revokeKey(environment, id),
  );
}

function addMigrate(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('migrate')
    .description('run the pending migrations of the database that DATABASE_URL names')
    .option('--status', 'run nothing; say which have run and which are pending, and exit with 1 if any are');
  finish(command, 'reprise migrate --status', print, async (options: MigrateOptions) =>
    (await import('./migrate.command.js')).migrateDatabase(environment, options),
  );
}

function addUsage(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('usage')
    .description('what was billed and what was served of a user, or of a whole tenant')
    .option('--user <user>', "the user; without it, the tenant's whole usage", readName)
    .option('--tenant <tenant>', 'the tenant', readName, 'default')
    .option(
      '--from <time>',
      'sent at this time or later: a day in UTC, or a time (default: the first of this month)',
      readInstant,
    )
    .option('--to <time>', 'sent before this time: 2026-12-01 leaves that day out', readInstant)
    .addOption(new Option('--group-by <what>', 'what to tell apart').choices(['day', 'model', 'user', 'kind']));
  finish(command, 'reprise usage --user alice --from 2026-11-01 --group-by day', print, async (options: UsageOptions) =>
    (await import('./usage.command.js')).reportUsage(environment, options),
  );
}

function addErase(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('erase')
    .description('erase everything that is held about a user, as DELETE /users/{user_id} does, and print the receipt')
    .requiredOption('--tenant <tenant>', 'the tenant', readStoredName)
    .requiredOption(
      '--user <user>',
      'the user, also one of the names . and .. that are refused by now',
      readStoredName,
    );
  finish(command, 'reprise erase --tenant acme --user alice', print, async (options: EraseOptions) =>
    (await import('./erase.command.js')).eraseUser(environment, options),
  );
}

function addAuditVerify(audit: Command, environment: Environment, print: Print): void {
  const command = audit
    .command('verify')
    .description('whether the audit trail is what it was, in the database or in an export')
    .option('--tenant <tenant>', 'the tenant, in the database', readName, 'default')
    .addOption(
      // It says itself whose it is, and where it begins.
      new Option(
        '--export <file>',
        'an export to verify instead: neither the database nor the settings are needed',
      ).conflicts(['tenant', 'afterSeq']),
    )
    .option('--public-key <file>', 'the public keys to trust, in PEM, and no others')
    .option('--mirror <file>', 'the file of the mirror, which is believed before the database')
    .option('--after-seq <n>', 'go on after this record, the last of an earlier verification', readCount);
  finish(
    command,
    'reprise audit verify --export audit.ndjson --public-key audit.pub.pem',
    print,
    async (options: VerifyAuditOptions) => (await import('./audit.command.js')).verifyAudit(environment, options),
  );
}

function addEncryption(program: Command, environment: Environment, print: Print): void {
  const encryption = program
    .command('encryption')
    .description('what is stored encrypted, and the keys it is encrypted under');
  const status = encryption
    .command('status')
    .description(
      'count the data keys of each master key, and the rows that are plain or in the old format; exit with 1 if a master ' +
        'key is missing, or if ENCRYPTION_STRICT refuses some of the rows',
    );
  finish(status, 'reprise encryption status', print, async () =>
    (await import('./encryption.command.js')).showEncryption(environment),
  );
  const seal = encryption
    .command('seal')
    .description(
      'encrypt the rows that are plain, and anew those in the old format, while the service runs; begin again after an ' +
        'interruption, and only the rest is done; exit with 1 if a row cannot be read',
    );
  finish(seal, 'reprise encryption seal', print, async () =>
    (await import('./encryption.command.js')).sealRows(environment),
  );
}

function addDoctor(program: Command, environment: Environment, print: Print): void {
  const command = program
    .command('doctor')
    .description('check the settings, the database, its schema, the Claude key and what else is set, at no cost');
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
