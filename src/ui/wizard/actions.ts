/** The actions of one part of the state (`slice`): what each carries besides its name, by that name. */
export type ActionsOf<Given extends { readonly slice: string }> = {
  [Type in Exclude<keyof Given, 'slice'>]: {
    readonly slice: Given['slice'];
    readonly type: Type;
  } & Readonly<Given[Type]>;
}[Exclude<keyof Given, 'slice'>];
