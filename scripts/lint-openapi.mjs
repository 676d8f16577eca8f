// Lints the OpenAPI document of the built service against Redocly's recommended rules. Errors fail, warnings are shown.
import { createConfig, formatProblems, getTotals, lintFromString } from '@redocly/openapi-core';
import { documentOfService } from './openapi-document.mjs';

/** Probes and metrics take no input, so a client cannot get anything wrong: they have no 4xx to document. */
const TAKES_NO_INPUT = /^#\/paths\/~1(health~1|metrics)/;

function makesSense({ ruleId, location: [place] }) {
  return !(ruleId === 'operation-4xx-response' && TAKES_NO_INPUT.test(place?.pointer ?? ''));
}

const config = await createConfig({ extends: ['recommended'] });
for (const mode of ['none', 'api-key']) {
  const source = JSON.stringify(await documentOfService(mode), null, 2);
  const problems = (await lintFromString({ source, absoluteRef: 'openapi.json', config })).filter(makesSense);
  const totals = getTotals(problems);
  if (problems.length > 0) formatProblems(problems, { format: 'stylish', totals, version: '' });
  const paths = Object.keys(JSON.parse(source).paths).length;
  console.log(`openapi.json (${mode}): ${paths} paths, ${totals.errors} errors, ${totals.warnings} warnings`);
  if (totals.errors > 0) process.exitCode = 1;
}
