/** Until there are tenants. */
export const TENANT = "default";
