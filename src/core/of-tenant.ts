/** The words that name a tenant; none where the system knows no tenants. */
export function ofTenant(tenant: string, words: string): string {
  return tenant === '' ? '' : words;
}
