export function buildApp(options: { readonly outDir: string; readonly forTests?: boolean }): Promise<void>
