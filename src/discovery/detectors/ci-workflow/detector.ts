import { defineDetector } from '../../detector.ts';
import { type Facts, readFacts } from './facts.ts';
import { linkWorkflows } from './link.ts';
import { wantedFiles } from './workflows.ts';

/**
 * CI/CD workflows that train, evaluate, publish or deploy models or run agents: GitHub Actions (with local actions and reusable
 * workflows) and GitLab CI (with local includes, extends, references) whole, the commands of Azure Pipelines, CircleCI and
 * Jenkins. One `pipeline` per workflow file (`git:` target and path) with a record per job, since rights are given per job; each
 * agent step is an `agent` with the tools it may use unasked; secrets by name (`secret:<target>#ci/<NAME>`, form reference).
 *
 * Properties of a pipeline: `form` ci, `platform`, `title`, `acts` (train, evaluate, publish, deploy, run, agent), `triggers`,
 * `openTriggers` (outsiders can cause them), `jobs`: name, line, acts, agents, token (stated, write-all, default), writes,
 * secrets, aiSecrets, allSecrets, roles, environment, selfHosted, open, gates (author, same-repository, label, environment,
 * write-access), checkout (of a change that is not merged), runs (code of that checkout), injected (outsiders' text in a
 * script), loose (actions held to a branch or tag). Of an agent: see emit-agent.ts.
 */
export default defineDetector<Facts>({
  id: 'ci-workflow',
  version: 1,
  title: 'CI/CD workflows that handle models or run agents',
  reads: {
    files: [
      '**/.github/workflows/*.yml',
      '**/.github/workflows/*.yaml',
      '**/.github/actions/**/action.yml',
      '**/.github/actions/**/action.yaml',
      '.gitlab-ci.yml',
      '.gitlab-ci.yaml',
      '**/.circleci/config.yml',
      'azure-pipelines*.yml',
      'azure-pipelines*.yaml',
      '**/.azure-pipelines/*.yml',
      '**/.azuredevops/*.yml',
      'Jenkinsfile*',
      'bitbucket-pipelines.yml',
      'buildspec*.yml',
      '.travis.yml',
      '.drone.yml',
      '**/.buildkite/*.yml',
    ],
    maxBytes: 1024 * 1024,
  },
  emits: [
    'pipeline',
    'agent',
    'tool',
    'secret',
    'identity',
    'model',
    'dataset',
    'data-store',
    'mcp-server',
    'provider',
    'repository',
    'zone',
    'contains',
    'calls-tool',
    'connects-to',
    'defined-in',
    'exposed-to',
    'grants',
    'holds',
    'produces',
    'runs-as',
    'uses-model',
  ],
  wants: wantedFiles,
  facts: readFacts,
  link: linkWorkflows,
});
