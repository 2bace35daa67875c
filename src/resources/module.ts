import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { ResourceValidator } from './resource-validator.ts';

export interface ResourceServiceGroup {
  readonly resources: ResourceValidator;
}

export const resourcesModule: Module<ResourceServiceGroup> = {
  services: () => ({
    resources: ({ catalogue }: GroundServices) => new ResourceValidator(catalogue),
  }),
};
