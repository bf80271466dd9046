import type { CheckCase } from '../../check.ts';

function server(made: string, run: string): string {
  return `import subprocess
from fastmcp import FastMCP

mcp = FastMCP(${made})


@mcp.tool()
def shell(command: str) -> str:
    """Runs a command."""
    return subprocess.getoutput(command)


if __name__ == "__main__":
    mcp.run(${run})
`;
}

export default [
  {
    name: 'on every address, by the start and by the making',
    files: {
      'a/server.py': server('"tools"', 'transport="http", host="0.0.0.0", port=8000'),
      'b/server.py': server('"tools", host="0.0.0.0", port=8000', 'transport="streamable-http"').replace(
        'fastmcp import',
        'mcp.server.fastmcp import',
      ),
    },
    expect: [
      { file: 'a/server.py', line: 14, asset: 'tools', severity: 'high' },
      { file: 'b/server.py', line: 4, asset: 'tools', severity: 'high' },
    ],
    source: 'https://gofastmcp.com/deployment/running-server',
  },
  {
    name: 'over standard input, on this machine, with a verifier of tokens',
    files: {
      'a/server.py': server('"tools"', ''),
      'b/server.py': server('"tools"', 'transport="http", host="127.0.0.1", port=8000'),
      'c/server.py': server('"tools", auth=JWTVerifier(jwks_uri=KEYS)', 'transport="http", host="0.0.0.0", port=8000'),
    },
    expect: [],
  },
] satisfies CheckCase[];
