import type { SecretUse } from './secrets.ts';
import type { Tree, Written } from './tree.ts';

/** A workflow of any CI system, with what it calls already joined: the form that acts, agents and rights are read from. */
export interface Workflow {
  system: 'github-actions' | 'gitlab-ci' | 'azure-pipelines' | 'circleci' | 'jenkins' | 'other';
  file: string;
  name?: string;
  triggers: Trigger[];
  jobs: Job[];
}

/** Who can start it. `outsiders`: people without any right in the repository, with its secrets and token. */
export interface Trigger {
  name: string;
  file: string;
  line: number;
  outsiders: boolean;
}

export interface Token {
  /** `stated`: in this workflow or its caller; `default`: what the repository or organisation is set to. */
  how: 'stated' | 'write-all' | 'default';
  /** Scopes with write, `*` for all. */
  writes: string[];
  line: number;
  file: string;
}

/** Why not everybody who can cause the event gets as far as this job. */
export interface Gate {
  by: 'author' | 'same-repository' | 'label' | 'environment' | 'write-access';
  line: number;
  file: string;
}

export interface Job {
  id: string;
  file: string;
  line: number;
  token: Token;
  gates: Gate[];
  environment?: string;
  selfHosted: boolean;
  /** Which of the workflow's triggers reach the job, after its condition. */
  triggers: Trigger[];
  /** The job runs once for each combination of these values. */
  matrix?: Tree;
  steps: Step[];
}

export interface Step {
  file: string;
  line: number;
  id?: string;
  name?: string;
  condition?: string;
  /** Where its commands start, within the target. */
  folder: string;
  uses?: Written;
  with: Record<string, Written>;
  /** Of the workflow, the job and the step; the nearest wins. */
  env: Record<string, Written>;
  run?: Written;
  /** Secrets by name that the CI system hands over by themselves. */
  secrets?: SecretUse[];
  /** Set on what stands in an action or script of the tree instead of in the workflow: who called it. */
  through?: string;
}
