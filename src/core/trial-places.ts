/** Folders for trying out, teaching and testing: what lies in them is not what the organisation runs. */
const TRIALS = new Set([
  'test',
  'tests',
  '__tests__',
  'testing',
  'e2e',
  'spec',
  'specs',
  'fixtures',
  '__fixtures__',
  'testdata',
  'example',
  'examples',
  'samples',
  'cookbook',
  'cookbooks',
  'tutorial',
  'tutorials',
  '__mocks__',
  'mocks',
]);
const TRIAL_FILES = /(?:^test_[\w-]+\.py|_test\.(?:py|go)|\.(?:test|spec)\.[cm]?[jt]sx?|^conftest\.py)$/;

/** Whether a file is there for tests or as an example, by its folders and its name. Linear. */
export function isTrialPlace(path: string): boolean {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  return segments.some((segment) => TRIALS.has(segment.toLowerCase())) || TRIAL_FILES.test(file);
}
