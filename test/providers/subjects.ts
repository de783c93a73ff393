import {createAzureResources} from '../../src/providers/azure-resources/index.ts';
import {createEntraGroups} from '../../src/providers/entra-groups/index.ts';
import {createEntraRoles} from '../../src/providers/entra-roles/index.ts';
import type {Subject} from './stage.ts';

export const azureResources: Subject = {
  kind: 'azure-resource',
  make: createAzureResources,
  role: 'Contributor',
  scope: 'prod-payments',
  origin: 'arm',
  write: {method: 'PUT', path: /roleAssignmentScheduleRequests\/[^/]+$/i},
};

export const entraRoles: Subject = {
  kind: 'entra-role',
  make: createEntraRoles,
  role: 'User Administrator',
  scope: 'Directory',
  origin: 'graph',
  write: {method: 'POST', path: /\/roleAssignmentScheduleRequests$/i},
};

export const entraGroups: Subject = {
  kind: 'entra-group',
  make: createEntraGroups,
  role: 'Member',
  scope: 'sg-oncall',
  origin: 'graph',
  write: {method: 'POST', path: /\/assignmentScheduleRequests$/i},
};

export const subjects = [azureResources, entraRoles, entraGroups] as const;
