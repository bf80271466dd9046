import { describe, expect, it } from 'vitest';
import detector from './detector.ts';

/** Where the stores of a program come from: names of buckets, in the order they were drawn. */
function sources(text: string): string[] {
  const facts = detector.facts({ path: 'fill.py', text, secrets: [] })!;
  const { edges } = detector.link({
    target: 'case',
    files: new Map([['fill.py', facts]]),
    paths: new Set(['fill.py']),
    evidence: (file, line, detail) => ({ target: 'case', file, ...(line === undefined ? {} : { line }), detail }),
    cover: () => undefined,
  });
  return edges.filter(({ kind }) => kind === 'sourced-from').map(({ to }) => to.key.replace('arn:arn:aws:s3:::', ''));
}

const STORE = `import boto3
from langchain_chroma import Chroma
from langchain_community.document_loaders import S3DirectoryLoader
s3 = boto3.client("s3")
store = Chroma(collection_name="manuals")
`;

describe('what a store is filled from', () => {
  it.each([
    ['the loader itself', 'store.add_documents(S3DirectoryLoader("inbox").load())'],
    ['a variable and a keyword', 'pages = S3DirectoryLoader("inbox").lazy_load()\nstore.add_documents(documents=pages)'],
    ['one document after the other', 'for page in S3DirectoryLoader("inbox").lazy_load():\n    store.add_documents([page])'],
    ['the awaited form', 'async def fill():\n    await store.aadd_documents(await S3DirectoryLoader("inbox").aload())'],
    ['the text of an object', 'store.add_texts([s3.get_object(Bucket="inbox", Key="a.txt")["Body"].read().decode()])'],
  ])('follows %s', (_, statement) => {
    expect(sources(`${STORE}${statement}\n`)).toEqual(['inbox']);
  });

  it.each([
    ['lines of its own', 'store.add_texts(["Good morning"])'],
    ['what is read beside it', 'store.add_texts(["Good morning"])\nS3DirectoryLoader("inbox").load()'],
    ['an object that is written', 'store.add_texts([s3.put_object(Bucket="inbox", Key="a.txt", Body="x")["ETag"]])'],
    ['what is asked of it', 'store.similarity_search(S3DirectoryLoader("inbox").load()[0].page_content)'],
  ])('does not take %s for a source', (_, statement) => {
    expect(sources(`${STORE}${statement}\n`)).toEqual([]);
  });

  it('gives up on a loader behind hundreds of calls', () => {
    const chain = Array.from({ length: 300 }, (_, index) => `x${index + 1} = S3DirectoryLoader.of(x${index}, x${index})\n`).join('');
    expect(sources(`${STORE}x0 = S3DirectoryLoader("inbox")\n${chain}store.add_documents(x300)\n`)).toEqual([]);
  });
});
