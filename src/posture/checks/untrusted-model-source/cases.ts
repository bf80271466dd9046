import type { CheckCase } from '../../check.ts';

function fetching(lines: string, imports = ''): string {
  return `import onnxruntime\nimport torch\n${imports}\n\n${lines}\n`;
}

export default [
  {
    name: 'weights over plain http, in a form that runs nothing',
    files: {
      'rank.py': fetching(
        'urllib.request.urlretrieve("http://models.meridian-ml.example/ranker.safetensors", "ranker.safetensors")\nweights = load_file("ranker.safetensors")',
        'import urllib.request\nfrom safetensors.torch import load_file',
      ),
    },
    expect: [{ file: 'rank.py', line: 6, severity: 'medium' }],
  },
  {
    name: 'the same over https',
    files: {
      'rank.py': fetching(
        'urllib.request.urlretrieve("https://models.meridian-ml.example/ranker.safetensors", "ranker.safetensors")\nweights = load_file("ranker.safetensors")',
        'import urllib.request\nfrom safetensors.torch import load_file',
      ),
    },
    expect: [],
  },
  {
    name: 'a link to a file share, as the readme of gdown fetches',
    files: {
      'get.py': fetching(
        'url = "https://drive.google.com/uc?id=1l_5RK28JRL19wpT22B-DY9We3TVXnnQQ"\noutput = "fcn8s_from_caffe.npz"\ngdown.download(url, output)',
        'import gdown',
      ),
    },
    expect: [{ file: 'get.py', line: 7, severity: 'medium' }],
    source: 'https://github.com/wkentaro/gdown (README, from Python)',
  },
  {
    name: 'the same held to a hash',
    files: {
      'get.py': fetching(
        'url = "https://drive.google.com/uc?id=1l_5RK28JRL19wpT22B-DY9We3TVXnnQQ"\noutput = "fcn8s_from_caffe.npz"\ngdown.cached_download(url, output, hash="md5:fa837a88f0c40c513d975104edf3da17")',
        'import gdown',
      ),
    },
    expect: [],
    source: 'https://github.com/wkentaro/gdown (README, cached_download with a hash)',
  },
  {
    name: 'a spreadsheet on the same share is no model',
    files: {
      'get.py': fetching('gdown.download("https://drive.google.com/uc?id=abc", "prices.xlsx")', 'import gdown'),
    },
    expect: [],
  },
  {
    name: 'a response that is written to a file of weights after its hash was compared',
    files: {
      'get.py': fetching(
        'def fetch():\n    answer = requests.get("http://models.meridian-ml.example/ranker.onnx")\n    if hashlib.sha256(answer.content).hexdigest() != EXPECTED:\n        raise ValueError("changed")\n    with open("ranker.onnx", "wb") as file:\n        file.write(answer.content)\n    return onnxruntime.InferenceSession("ranker.onnx")',
        'import hashlib\nimport requests\nEXPECTED = "00"',
      ),
    },
    expect: [],
  },
  {
    name: 'without',
    files: {
      'get.py': fetching(
        'def fetch():\n    answer = requests.get("http://models.meridian-ml.example/ranker.onnx")\n    with open("ranker.onnx", "wb") as file:\n        file.write(answer.content)\n    return onnxruntime.InferenceSession("ranker.onnx")',
        'import requests',
      ),
    },
    expect: [{ file: 'get.py', line: 6 }],
  },
  {
    name: 'a checkpoint of somebody, through pickle: told where it is loaded',
    files: {
      'load.py': fetching(
        'torch.hub.download_url_to_file("http://weights.example/net.pth", "net.pth")\nstate = torch.load("net.pth", weights_only=False)',
      ),
    },
    expect: [],
  },
  {
    name: 'code of anybody through torch.hub',
    files: { 'hub.py': fetching('model = torch.hub.load("somebody-42/fast-vision", "vit_tiny", pretrained=True)') },
    expect: [{ file: 'hub.py', line: 5, severity: 'medium' }],
    source: 'https://docs.pytorch.org/docs/stable/hub.html (running models of a GitHub repository)',
  },
  {
    name: 'code of an owner everybody knows, of a commit, of a folder',
    files: {
      'hub.py': fetching(
        'a = torch.hub.load("pytorch/vision", "resnet50", weights="ResNet50_Weights.IMAGENET1K_V1")\nb = torch.hub.load("somebody-42/fast-vision:0123456789012345678901234567890123456789", "vit_tiny")\nc = torch.hub.load("/models/fast-vision", "vit_tiny", source="local")',
      ),
    },
    expect: [],
    source: 'https://docs.pytorch.org/docs/stable/hub.html (torch.hub.load)',
  },
  {
    name: 'a build that fetches weights over plain http',
    files: {
      Dockerfile:
        'FROM python:3.12-slim\nRUN pip install llama-cpp-python\nRUN mkdir /models && \\\n    wget -q http://files.meridian-ml.example/helper-q4.gguf -O /models/helper.gguf\nCMD ["python", "-m", "llama_cpp.server"]\n',
    },
    expect: [{ file: 'Dockerfile', line: 4, severity: 'medium' }],
  },
  {
    name: 'a build that holds them to a hash, or fetches from the maker',
    files: {
      Dockerfile:
        'FROM python:3.12-slim\nRUN pip install llama-cpp-python\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d http://files.meridian-ml.example/helper-q4.gguf /models/\nRUN curl -L -o /models/b.gguf https://huggingface.co/bartowski/helper-GGUF/resolve/main/helper-Q4.gguf\n',
    },
    expect: [],
    source: 'https://docs.docker.com/reference/dockerfile/#add---checksum',
  },
] satisfies CheckCase[];
