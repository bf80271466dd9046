/** Where a secret is likely to be a fixture: it may still be real, so it is kept and said. */
const FOLDER =
  /(?:^|\/)(tests?|testing|__tests__|specs?|fixtures?|__fixtures__|testdata|mocks?|__mocks__|examples?|samples?|docs?|documentation|cassettes|snapshots?|__snapshots__)\//i;
const FILE =
  /(?:^|[/._-])(?:test|tests|spec|example|sample|fixture|mock|dummy|template|dist)(?=\.[\w.]+$)|(?:^|\/)(?:test_|tests_|testing_|conftest)[^/]*$|\.(?:md|mdx|rst|adoc|example|sample|template|dist)$/i;

export function isTestPlace(path: string): boolean {
  return FOLDER.test(path) || FILE.test(path);
}

/** What makes the place look like one of tests or examples: `in a folder named fixtures`. Undefined for any other place. */
export function testPlace(path: string): string | undefined {
  const folder = FOLDER.exec(path)?.[1];
  if (folder !== undefined) return `in a folder named ${folder}`;
  return FILE.test(path) ? 'in a file named like a test, an example or documentation' : undefined;
}
