import { defineDetector } from '../../detector.ts';
import { CLIENT_FILES } from './clients.ts';
import { type ConfigurationFacts, readConfiguration } from './facts.ts';
import { linkConfigurations } from './link.ts';

/**
 * MCP servers in the configurations of coding agents, editors and desktop clients, at any depth. Commands are read, never
 * started. What is not a server entry stays silent.
 */
export default defineDetector<ConfigurationFacts>({
  id: 'mcp-config',
  version: 1,
  title: 'MCP servers in client configurations',
  reads: { files: CLIENT_FILES, contains: /mcp|[sS]ervers|extensions|"command"|"url"/i },
  emits: ['mcp-client', 'mcp-server', 'connects-to', 'holds'],
  facts: readConfiguration,
  link: linkConfigurations,
});
