// Records what hosts can import, entry by entry, in docs/api: `npm run api`.
// With --check nothing is recorded: it fails where what is built shows something else than what is recorded.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const RECORDS = join(ROOT, 'docs/api');
const ENTRIES = { reprise: 'index', 'reprise-client': 'client/index', 'reprise-testing': 'testing/index' };

const COMPILER = {
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'dom'],
  types: ['node'],
  strict: true,
  experimentalDecorators: true,
  skipLibCheck: true,
};
const SILENT = { default: { logLevel: ExtractorLogLevel.None } };

function reportOf(name, entry, reportTempFolder) {
  const mainEntryPointFilePath = join(ROOT, `dist/${entry}.d.ts`);
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [mainEntryPointFilePath] } },
      apiReport: { enabled: true, reportFileName: name, reportFolder: reportTempFolder, reportTempFolder },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: { extractorMessageReporting: SILENT, tsdocMessageReporting: SILENT },
    },
  });
  Extractor.invoke(config, { messageCallback: (message) => (message.handled = true) });
  return trim(readFileSync(join(reportTempFolder, `${name}.api.md`), 'utf8'));
}

/** Leaves out what is not promised, and what is recorded elsewhere. */
function trim(report) {
  return (
    report
      .replace(/^ *\/\/ \(undocumented\)\n/gm, '')
      .replace(/^(\/\/ @public) \(undocumented\)$/gm, '$1')
      // Nest constructs the services; what they are made of is ours to change.
      .replace(/^(export class \w+(?:Service|Spend)\b.*\n(?: .*\n|\n)*?) {4}constructor\(.*\);\n/gm, '$1')
      // src/client/schema.ts is the record of these, and is compared with the OpenAPI document.
      .replace(/^\/\/ @public\nexport interface (?:paths|operations|components) \{\n(?: .*\n|\n)*\}\n\n/gm, '')
  );
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-api-'));
mkdirSync(RECORDS, { recursive: true });
for (const [name, entry] of Object.entries(ENTRIES)) {
  const report = reportOf(name, entry, folder);
  const record = join(RECORDS, `${name}.api.md`);
  if (!process.argv.includes('--check')) {
    writeFileSync(record, report);
  } else if (!existsSync(record) || readFileSync(record, 'utf8') !== report) {
    console.error(`docs/api/${name}.api.md is not what hosts can import: run \`npm run api\`, and look what changed`);
    process.exitCode = 1;
  }
}
rmSync(folder, { recursive: true });
