export function brokenImports(file: string, text: string): string[];
export function checkTree(root: string): { files: number; broken: string[] };
