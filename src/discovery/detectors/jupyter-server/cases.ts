import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'a server without token on every address',
    files: {
      'lab/jupyter_server_config.py':
        "c = get_config()  # noqa\n# the proxy asks\nc.ServerApp.ip = '0.0.0.0'\nc.ServerApp.token = ''\nc.ServerApp.password = ''\nc.ServerApp.allow_origin = '*'\nc.ServerApp.allow_root = True\n",
    },
    expect: [
      {
        kind: 'notebook',
        name: 'Jupyter server lab',
        file: 'lab/jupyter_server_config.py',
        line: 4,
        properties: { form: 'server', auth: 'none', listens: 'all', allowOrigin: '*', runsAsRoot: true },
      },
    ],
  },
  {
    name: 'settings in JSON win over those in Python',
    files: {
      'jupyter_notebook_config.py': "c.NotebookApp.token = ''\nc.NotebookApp.ip = '*'\n",
      'jupyter_notebook_config.json': '{\n  "NotebookApp": {\n    "password": "argon2:xyz"\n  }\n}\n',
    },
    expect: [
      {
        kind: 'notebook',
        name: 'Jupyter server',
        file: 'jupyter_notebook_config.json',
        line: 3,
        properties: { auth: 'password', listens: 'all' },
      },
    ],
  },
  {
    name: 'a token that the environment gives is not known here',
    files: { 'jupyter_lab_config.py': "import os\nTOKEN = os.environ['JUPYTER_TOKEN']\nc.IdentityProvider.token = TOKEN\n" },
    expect: [{ kind: 'notebook', name: 'Jupyter server', properties: { auth: 'unknown', listens: 'local' } }],
  },
  {
    name: 'a hub that lets everybody in, and one behind single sign-on',
    files: {
      'open/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'dummy'\nc.JupyterHub.bind_url = 'http://:8000'\n",
      'sso/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'oauthenticator.GitHubOAuthenticator'\n",
    },
    expect: [
      { kind: 'notebook', name: 'Jupyter hub open', properties: { form: 'hub', auth: 'none', listens: 'all' } },
      { kind: 'notebook', name: 'Jupyter hub sso', properties: { form: 'hub', auth: 'oauth' } },
    ],
  },
  {
    name: 'a generated file in which nothing is set, and settings of other things, stay silent',
    files: {
      'jupyter_server_config.py':
        "# Configuration file for jupyter-server.\nc = get_config()  #noqa\n# c.ServerApp.token = ''\n# c.ServerApp.ip = '0.0.0.0'\n",
      'x/jupyter_config.py': "c.FileContentsManager.delete_to_trash = False\nother.ServerApp.token = ''\n",
      'y/config.py': "c.ServerApp.token = ''\n",
    },
    expect: [],
  },
] satisfies DetectorCase[];
