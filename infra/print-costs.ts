/** Makes the tables of docs/deploy/costs.md anew: `npm run costs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from './costs/tables';

const page = join(__dirname, '..', 'docs', 'deploy', 'costs.md');
writeFileSync(page, withTables(readFileSync(page, 'utf8')));
