const TEST =
  /(?:^|\/)(?:tests?|__tests__|specs?|__mocks__|mocks?|fixtures?)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$/i;

/** Whether a file holds tests, by the conventions of pytest, unittest, Jest, Vitest and Mocha: what it stubs says nothing of what runs. */
export function isTestFile(path: string): boolean {
  return TEST.test(path);
}
