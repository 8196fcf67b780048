import { ApiHeader } from '@nestjs/swagger';

/** For a parameter that reads a header: has its route say in /openapi.json that it needs it. */
export function documentHeader(name: string, description: string): ParameterDecorator {
  return (route, method) => {
    const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(route, method);
    if (method !== undefined && descriptor) ApiHeader({ name, description, required: true })(route, method, descriptor);
  };
}
