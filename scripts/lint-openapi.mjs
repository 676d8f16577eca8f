// Lints the OpenAPI document of the built service against Redocly's recommended rules. Errors fail, warnings are shown.
import { createConfig, formatProblems, getTotals, lintFromString } from '@redocly/openapi-core';
import { documentOfService } from './openapi-document.mjs';

/** Probes and metrics take no input, so a client cannot get anything wrong: they have no 4xx to document. */
const TAKES_NO_INPUT = /^#\/paths\/~1(health~1|metrics)/;

function makesSense({ ruleId, location: [place] }) {
  return !(ruleId === 'operation-4xx-response' && TAKES_NO_INPUT.test(place?.pointer ?? ''));
}

const source = JSON.stringify(await documentOfService(), null, 2);
const config = await createConfig({ extends: ['recommended'] });
const problems = (await lintFromString({ source, absoluteRef: 'openapi.json', config })).filter(makesSense);
const totals = getTotals(problems);
if (problems.length > 0) formatProblems(problems, { format: 'stylish', totals, version: '' });
console.log(
  `openapi.json: ${Object.keys(JSON.parse(source).paths).length} paths, ${totals.errors} errors, ${totals.warnings} warnings`,
);
process.exitCode = totals.errors > 0 ? 1 : 0;
