import { writeFileSync } from 'node:fs';
import { requirementsPage } from './requirements-page.mjs';

// `npm run docs`: docs/requirements.md from the built requirements.
writeFileSync(new URL('./requirements.md', import.meta.url), await requirementsPage());
