import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'http, a certificate that is not checked, and an extra index',
    files: {
      'requirements.txt': '--extra-index-url http://wheels.acme.example/simple\nopenai==1.55.3\n',
      'b/requirements.txt': '--extra-index-url https://wheels.acme.example/simple\nopenai==1.55.3\n',
      'b/Dockerfile': 'FROM python:3.12\nRUN pip install --trusted-host mirror.acme.example -r requirements.txt\n',
    },
    expect: [
      { file: 'requirements.txt', line: 1, severity: 'medium' },
      { file: 'b/Dockerfile', line: 2, severity: 'medium' },
      { file: 'b/requirements.txt', line: 1, severity: 'low' },
    ],
    source: 'https://pip.pypa.io/en/stable/cli/pip_install/',
  },
  {
    name: "PyTorch's own index and a proxy over https",
    files: {
      'requirements.txt': '--extra-index-url https://download.pytorch.org/whl/cu124\ntorch==2.7.1\n',
      'b/requirements.txt': '-i https://pypi.acme.example/simple\nopenai==1.55.3\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
