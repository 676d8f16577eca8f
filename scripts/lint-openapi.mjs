// Lints the OpenAPI document of the built service, in each way to authenticate, against the recommended rules of Redocly
// and of Spectral. Errors fail, and whatever Spectral finds; warnings of Redocly's are shown.
import { createConfig, formatProblems, getTotals, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import ruleset from '../.spectral.mjs';
import { documentOfService } from './openapi-document.mjs';

/** Probes and metrics take no input, so a client cannot get anything wrong: they have no 4xx to document. */
const TAKES_NO_INPUT = /^#\/paths\/~1(health~1|metrics)/;

function makesSense({ ruleId, location: [place] }) {
  return !(ruleId === 'operation-4xx-response' && TAKES_NO_INPUT.test(place?.pointer ?? ''));
}

const config = await createConfig({ extends: ['recommended'] });
const spectral = new spectralCore.Spectral();
spectral.setRuleset(ruleset);

for (const mode of ['none', 'api-key', 'jwt']) {
  const document = await documentOfService(mode);
  const source = JSON.stringify(document, null, 2);
  const problems = (await lintFromString({ source, absoluteRef: 'openapi.json', config })).filter(makesSense);
  const totals = getTotals(problems);
  if (problems.length > 0) formatProblems(problems, { format: 'stylish', totals, version: '' });

  const findings = await spectral.run(source);
  for (const { code, message, path } of findings) console.log(`${path.join('.')}: ${message} (${code})`);

  const paths = Object.keys(document.paths).length;
  const redocly = `${totals.errors} errors, ${totals.warnings} warnings of Redocly`;
  console.log(`openapi.json (${mode}): ${paths} paths, ${redocly}, ${findings.length} findings of Spectral`);
  if (totals.errors > 0 || findings.length > 0) process.exitCode = 1;
}
