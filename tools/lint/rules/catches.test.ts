import { expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import catches from './catches.ts';

const complaints = (text: string): number[] => [...catches.check(sourceFile('src/core/ids.ts', text))].map((complaint) => complaint.line);

it('refuses an error that is dropped without a word', () => {
  expect(complaints('try { read(); } catch {}')).toEqual([1]);
  expect(complaints('try {\n  read();\n} catch (error) {\n  return undefined;\n}')).toEqual([3]);
  expect(complaints('read().catch(() => {});')).toEqual([1]);
  expect(complaints('read().catch(() => undefined);')).toEqual([1]);
  expect(complaints('read().catch((error) => 0);')).toEqual([1]);
});

it('accepts an error that is used or a reason inside', () => {
  expect(complaints('try { read(); } catch (error) { cover(messageOf(error)); }')).toEqual([]);
  expect(complaints('try { read(); } catch (error) { throw new Error("x", { cause: error }); }')).toEqual([]);
  expect(complaints('try { read(); } catch ({ code }) { cover({ code }); }')).toEqual([]);
  expect(complaints('try { read(); } catch {\n  // The file vanished: the walk told it already.\n}')).toEqual([]);
  expect(complaints("try { read(); } catch { throw new PharosError('PHAROS_TARGET_MISSING'); }")).toEqual([]);
  expect(complaints("try { read(); } catch { cover({ status: 'failed', reason: 'Not JSON.' }); }")).toEqual([]);
  expect(complaints('read().catch((error) => cover(error));\nread().catch(cover);')).toEqual([]);
  expect(complaints('read().catch(() => {\n  // Told by the walk.\n});')).toEqual([]);
});
