import { defineDetector } from '../../detector.ts';
import { type Grant, grantsIn, isGrants } from './grants.ts';
import { linkGrants } from './link.ts';

/** What one export says: JSON. */
export interface GrantFacts {
  grants: Grant[];
  /** Apps by the id a directory gives them: Entra lists consents and apps apart. */
  apps: { id: string; appId?: string; name?: string; host?: string; line: number }[];
  /** People by the id of the directory. */
  people: { id: string; mail: string }[];
  /** Consents of Entra wait for the apps and people of another file. */
  cut?: true;
}

/**
 * AI apps that people gave access to their mail, files or calendar: exports of Google Workspace (`gam print tokens`, the Directory
 * API's tokens, the token audit) and of Microsoft Entra (oauth2PermissionGrants with servicePrincipals and users, as Graph JSON or
 * PowerShell CSV). Apps are recognised by src/recognizers/ai-apps; others stay silent.
 *
 * Assets: saas-app (`name:<app>`, `oauth:<client id>`), person (`mail:`), or identity (`idp:<target>/<id>`) where the export names
 * no mail address. `authorised` edges carry `scopes`, `riskyScopes` (in words) and `consent` (person or organisation).
 */
export default defineDetector<GrantFacts>({
  id: 'oauth-grants',
  version: 1,
  title: 'Access that people gave to AI apps (Google Workspace, Microsoft Entra)',
  reads: { files: ['*.csv', '*.json', '*.tsv'], contains: isGrants },
  emits: ['saas-app', 'person', 'identity', 'authorised'],
  facts: grantsIn,
  link: linkGrants,
});
