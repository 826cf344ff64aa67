/** Writes what the Terraform module takes from this app: `npm run terraform-data`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformData } from './terraform-data';

writeFileSync(join(__dirname, 'terraform', 'deployment.json.tftpl'), terraformData());
