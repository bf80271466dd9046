import { describe, expect, it } from 'vitest';
import { weakSource } from './weights-source.ts';

describe('weakSource', () => {
  it.each([
    ['http://models.meridian.example/ranker.pt', undefined, 'plain'],
    ['ftp://mirror.example/vgg.caffemodel', undefined, 'plain'],
    ['https://drive.google.com/uc?id=abc', 'weights.pth', 'share'],
    ['https://www.dropbox.com/s/abc/ranker.onnx?dl=1', undefined, 'share'],
    ['https://drive.google.com/uc?id=abc', 'checkpoints', 'share'],
    ['https://raw.githubusercontent.com/someone/thing/main/model.h5', undefined, 'branch'],
  ])('%s as %s is %s', (url, as, kind) => expect(weakSource(url, as)?.kind).toBe(kind));

  it.each([
    ['https://huggingface.co/google-bert/bert-base-uncased/resolve/main/model.safetensors', undefined],
    ['https://dl.fbaipublicfiles.com/segment_anything/sam_vit_h_4b8939.pth', undefined],
    ['http://localhost:8000/model.onnx', undefined],
    ['http://meridian.example/prices.csv', undefined],
    ['https://drive.google.com/uc?id=abc', 'prices.csv'],
    [`https://raw.githubusercontent.com/someone/thing/${'0123456789'.repeat(4)}/model.h5`, undefined],
    ['model.pt', undefined],
    ['http://', undefined],
  ])('%s as %s says nothing', (url, as) => expect(weakSource(url, as)).toBeUndefined());

  it('an address of the own network is near', () => {
    expect(weakSource('http://nexus.internal/ranker.onnx')).toEqual({ kind: 'plain', host: 'nexus.internal', near: true });
  });
});
