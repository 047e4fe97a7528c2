/** Where our shell does not do as bash does, on purpose. The case of each stays and must differ, so that this list is true. */
export const deliberate: readonly { name: string; reason: string }[] = [];
