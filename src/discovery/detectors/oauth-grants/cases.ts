import type { DetectorCase } from '../../detector.ts';

const GMAIL = 'https://www.googleapis.com/auth/gmail.readonly';

export default [
  {
    // Source of the format: github.com/GAM-team/GAM (print tokens)
    name: 'gam print tokens: AI apps with what they may read',
    files: {
      'exports/tokens.csv': `user,clientId,displayText,anonymous,nativeApp,userKey,scopes\nana@kettle.example,774.apps.googleusercontent.com,Otter.ai,False,False,1001,https://www.googleapis.com/auth/calendar.readonly ${GMAIL}\nbo@kettle.example,775.apps.googleusercontent.com,Slack,False,False,1002,https://www.googleapis.com/auth/drive\nbo@kettle.example,776.apps.googleusercontent.com,"Meeting Notes GPT",False,False,1002,"https://www.googleapis.com/auth/drive
https://www.googleapis.com/auth/userinfo.email"\n`,
    },
    expect: [
      { kind: 'saas-app', name: 'Otter', line: 2 },
      { kind: 'saas-app', name: 'Meeting Notes GPT', line: 4 },
      { kind: 'person', name: 'ana@kettle.example' },
    ],
    edges: [
      ['person ana@kettle.example', 'authorised', 'saas-app Otter'],
      ['person bo@kettle.example', 'authorised', 'saas-app Meeting Notes GPT'],
    ],
    absent: [{ kind: 'saas-app', name: 'Slack' }],
  },
  {
    // Source of the format: developers.google.com/admin-sdk/directory/reference/rest/v1/tokens/list
    name: 'tokens of the Directory API',
    files: {
      'tokens.json': JSON.stringify(
        {
          kind: 'admin#directory#tokenList',
          etag: 'x',
          items: [
            {
              kind: 'admin#directory#token',
              clientId: '1.apps.googleusercontent.com',
              displayText: 'ChatGPT',
              scopes: ['https://www.googleapis.com/auth/drive.readonly'],
              userKey: 'cy@kettle.example',
            },
          ],
        },
        null,
        1,
      ),
    },
    expect: [{ kind: 'saas-app', name: 'ChatGPT', line: 5, properties: { provider: 'openai' } }],
    edges: [['person cy@kettle.example', 'authorised', 'saas-app ChatGPT']],
  },
  {
    // Source of the format: learn.microsoft.com/graph/api/resources/oauth2permissiongrant and serviceprincipal
    name: 'Entra: consents and apps of two files, one app by its id, one by its home page',
    files: {
      'entra/oauth2PermissionGrants.json': JSON.stringify({
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#oauth2PermissionGrants',
        value: [
          {
            id: 'g1',
            clientId: 'sp-1',
            consentType: 'Principal',
            principalId: 'u-1',
            resourceId: 'r',
            scope: ' Mail.Read Files.ReadWrite.All offline_access',
          },
          { id: 'g2', clientId: 'sp-2', consentType: 'AllPrincipals', principalId: null, resourceId: 'r', scope: 'User.Read' },
          { id: 'g3', clientId: 'sp-3', consentType: 'Principal', principalId: 'u-1', resourceId: 'r', scope: 'Mail.Read' },
        ],
      }),
      'entra/servicePrincipals.json': JSON.stringify({
        value: [
          { id: 'sp-1', appId: 'e0476654-c1d5-430b-ab80-70cbd947616a', displayName: 'Productivity helper' },
          { id: 'sp-2', appId: '2f1a7c60-0000-4000-8000-000000000001', displayName: 'Notes', homepage: 'https://app.fireflies.ai/login' },
          { id: 'sp-3', appId: '2f1a7c60-0000-4000-8000-000000000002', displayName: 'Trello' },
        ],
      }),
      'entra/users.csv': 'id,displayName,userPrincipalName\nu-1,Di,di@kettle.example\n',
    },
    expect: [
      { kind: 'saas-app', name: 'ChatGPT', file: 'entra/oauth2PermissionGrants.json', line: 1 },
      { kind: 'saas-app', name: 'Fireflies' },
    ],
    edges: [
      ['person di@kettle.example', 'authorised', 'saas-app ChatGPT'],
      ['identity everybody in the organisation', 'authorised', 'saas-app Fireflies'],
    ],
    absent: [{ kind: 'saas-app', name: 'Trello' }],
  },
  {
    // Source of the format: Get-MgOauth2PermissionGrant | Export-Csv
    name: 'Entra as PowerShell writes it, with names of apps beside the consents',
    files: {
      'grants.csv':
        '#TYPE Selected\n"ClientDisplayName","ClientId","ConsentType","PrincipalDisplayName","Scope"\n"Read AI","sp-9","Principal","ed@kettle.example","Calendars.Read OnlineMeetings.Read"\n',
    },
    expect: [{ kind: 'saas-app', name: 'Read', line: 3 }],
    edges: [['person ed@kettle.example', 'authorised', 'saas-app Read']],
  },
  {
    // Source of the format: developers.google.com/admin-sdk/reports/v1/appendix/activity/token
    name: 'what was authorised and revoked again is no access',
    files: {
      'audit.json': JSON.stringify({
        items: [
          {
            id: { time: '2026-11-01T08:00:00Z', applicationName: 'token' },
            actor: { email: 'fi@kettle.example' },
            events: [
              {
                name: 'authorize',
                parameters: [
                  { name: 'client_id', value: '5' },
                  { name: 'app_name', value: 'Claude' },
                  { name: 'scope', multiValue: [GMAIL] },
                ],
              },
            ],
          },
          {
            id: { time: '2026-11-02T08:00:00Z', applicationName: 'token' },
            actor: { email: 'fi@kettle.example' },
            events: [
              {
                name: 'revoke',
                parameters: [
                  { name: 'client_id', value: '5' },
                  { name: 'app_name', value: 'Claude' },
                ],
              },
            ],
          },
        ],
      }),
    },
    expect: [],
  },
  {
    name: 'apps that are no AI, and tables that are no consents',
    files: {
      'tokens.csv': `user,clientId,displayText,scopes\ngo@kettle.example,1,Zoom,${GMAIL}\ngo@kettle.example,2,Adobe Illustrator,${GMAIL}\ngo@kettle.example,3,Read Aloud,${GMAIL}\n`,
      'apps.csv': 'app,owner,displayText\nChatGPT,it,approved since May\n',
      'settings.json': '{ "displayText": "ChatGPT", "userPrincipalName": "x" }',
    },
    expect: [],
  },
] satisfies DetectorCase[];
